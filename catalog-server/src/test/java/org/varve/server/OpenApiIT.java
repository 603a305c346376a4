// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.wire.Json;

/** The OpenAPI document describes every route and every answer, and nothing else. */
class OpenApiIT {
  private static final JsonNode DOCUMENT = OpenApiRoutes.document();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final String PATH = "/tempZone/home/reef-lab/described";
  private static final String CHANGE =
      """
      {"irods_path": "%s/a.csv", "target_type": "data_object", "change_type": "%s",
       "attribute": "depth", "value": "12"%s}
      """;

  @TempDir private static Path directory;

  private static CatalogServer server;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<String> exercised = new TreeSet<>();

  @BeforeAll
  static void start() {
    server = TestServers.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteIsDescribedAndNothingElse() {
    assertThat(
            server.endpoints().stream()
                .filter(endpoint -> !endpoint.contains(" /iceberg"))
                .toList())
        .containsExactlyInAnyOrderElementsOf(operations());
  }

  @Test
  void everyAnswerIsAsTheDocumentDescribesIt() throws Exception {
    String id = projects();
    recording(id);
    reading(id);
    keeping();
    operating();

    assertThat(exercised).containsExactlyElementsOf(new TreeSet<>(operations()));
  }

  private String projects() throws Exception {
    String enrolment = "{\"irods_path\": \"" + PATH + "\"}";
    String id = post(201, "/api/v1/projects", Map.of(), enrolment).path("id").asText();
    post(409, "/api/v1/projects", Map.of(), enrolment);
    post(400, "/api/v1/projects", Map.of(), "{\"irods_path\": \"relative\"}");
    get(200, "/api/v1/projects", Map.of(), "");
    get(200, "/api/v1/projects", Map.of(), "?path=" + PATH + "/a.csv");
    get(200, "/api/v1/projects", Map.of(), "?path=/elsewhere");
    get(400, "/api/v1/projects", Map.of(), "?path=..");
    get(200, "/api/v1/projects/{id}", Map.of("id", id), "");
    get(404, "/api/v1/projects/{id}", Map.of("id", "none"), "");
    get(200, "/api/v1/projects/{id}/baseline", Map.of("id", id), "");
    get(404, "/api/v1/projects/{id}/baseline", Map.of("id", "none"), "");
    post(422, "/api/v1/projects/{id}/sync", Map.of("id", id), "");
    post(422, "/api/v1/projects/{id}/release", Map.of("id", id), "");
    post(404, "/api/v1/projects/{id}/release", Map.of("id", "none"), "");
    post(404, "/api/v1/projects/{id}/sync", Map.of("id", "none"), "");
    String archived =
        post(201, "/api/v1/projects", Map.of(), "{\"irods_path\": \"" + PATH + "-old\"}")
            .path("id")
            .asText();
    String moved = "{\"irods_path\": \"" + PATH + "-moved\"}";
    post(200, "/api/v1/projects/{id}/move", Map.of("id", archived), moved);
    post(409, "/api/v1/projects/{id}/move", Map.of("id", archived), enrolment);
    post(200, "/api/v1/projects/{id}/archive", Map.of("id", archived), "");
    post(404, "/api/v1/projects/{id}/archive", Map.of("id", "none"), "");
    String change = CHANGE.formatted(PATH + "-moved", "add", "");
    post(409, "/api/v1/projects/{id}/change-sets", Map.of("id", archived), changeSet("r", change));
    return id;
  }

  private void recording(String id) throws Exception {
    Map<String, String> project = Map.of("id", id);
    String add = changeSet("r1", CHANGE.formatted(PATH, "add", ""));
    String update = CHANGE.formatted(PATH, "update", ", \"old_value\": \"11\", \"unit\": \"m\"");
    imports(id);
    post(201, "/api/v1/projects/{id}/change-sets", project, add);
    post(200, "/api/v1/projects/{id}/change-sets", project, add);
    post(201, "/api/v1/projects/{id}/change-sets", project, changeSet("r2", update));
    post(400, "/api/v1/projects/{id}/change-sets", project, "{\"changes\": []}");
    post(404, "/api/v1/projects/{id}/change-sets", Map.of("id", "none"), add);
  }

  private void imports(String id) throws Exception {
    Map<String, String> run = Map.of("id", id, "input_id", "input-1");
    String line =
        changeSet("i1", CHANGE.formatted(PATH, "add", ""))
            .replace("\n", " ")
            .replaceFirst(
                "\\{", "{\"actor\": \"ben#tempZone\", \"event_time\": \"2022-03-01T08:00:00Z\",");
    post(200, "/api/v1/projects/{id}/imports", run, "{\"input_id\": \"input-1\"}");
    post(400, "/api/v1/projects/{id}/imports", run, "{\"input_id\": \"i\", \"times\": \"both\"}");
    String changeSets = "/api/v1/projects/{id}/imports/{input_id}/change-sets";
    post(200, changeSets, "?times=recorded", run, line);
    post(400, changeSets, "", run, line);
    String imports = "/api/v1/projects/{id}/imports/{input_id}";
    ask("DELETE", 204, imports, "?times=recorded", run, "");
    ask("DELETE", 400, imports, "?times=never", run, "");
  }

  private void reading(String id) throws Exception {
    Map<String, String> project = Map.of("id", id);
    for (String question : List.of("avus", "changes", "snapshots", "diff")) {
      String path = "/api/v1/projects/{id}/" + question;
      String needed = question.equals("diff") ? "from=2020-01-01&" : "";
      get(200, path, project, "?" + needed + "limit=1");
      get(400, path, project, "?" + needed + "limit=-1");
      get(400, path, project, "?" + needed + "colour=red");
      get(400, path, project, "?" + needed + "page_token=none");
      get(404, path, Map.of("id", "none"), "?" + needed);
    }
    get(200, "/api/v1/projects/{id}/avus", project, "?as_of=2022-03-01T08:00:00Z&by=effective");
    get(404, "/api/v1/projects/{id}/avus", project, "?snapshot_id=42");
    get(200, "/api/v1/projects/{id}/changes", project, "?type=update&order=oldest");
    get(200, "/api/v1/projects/{id}/diff", project, "?from=2020-01-01&net=true");
    get(400, "/api/v1/projects/{id}/diff", project, "");
    String rows = "{\"project\": \"" + PATH + "\", \"sql\": \"SELECT * FROM avu_changes\"}";
    post(200, "/api/v1/sql", Map.of(), rows);
    post(422, "/api/v1/sql", Map.of(), "{\"sql\": \"DROP TABLE avu_changes\"}");
    post(400, "/api/v1/sql", Map.of(), "{\"sql\": 7}");
  }

  private void keeping() throws Exception {
    iceberg("POST", "/namespaces", "{\"namespace\": [\"kept\"], \"properties\": {}}");
    String table = "{\"name\": \"reads\", \"schema\": {\"type\": \"struct\", \"fields\": []}}";
    iceberg("POST", "/namespaces/kept/tables", table);
    iceberg("DELETE", "/namespaces/kept/tables/reads?purgeRequested=true", "");
    String id =
        ask("GET", 200, "/api/v1/dropped", "?limit=1", Map.of(), "")
            .path("dropped")
            .path(0)
            .path("id")
            .asText();
    get(400, "/api/v1/dropped", Map.of(), "?limit=0");
    String undrop = "/api/v1/dropped/{id}/undrop";
    String as = "{\"as\": {\"namespace\": [\"kept\"], \"name\": \"back\"}}";
    post(400, undrop, Map.of("id", id), "{\"as\": \"back\"}");
    assertThat(post(200, undrop, Map.of("id", id), as).path("name").asText()).isEqualTo("back");
    post(404, undrop, Map.of("id", id), as);
    String tables = "/api/v1/maintenance/tables";
    JsonNode maintained = ask("GET", 200, tables, "", Map.of(), "").path("tables").path(0);
    get(404, tables, Map.of(), "?project=none");
    post(200, tables, Map.of(), "{\"table\": " + maintained + "}");
    post(404, tables, Map.of(), "{\"table\": {\"namespace\": [\"none\"], \"name\": \"none\"}}");
    post(400, tables, Map.of(), "{}");
    post(200, "/api/v1/maintenance/catalog", Map.of(), "");
    JsonNode events = ask("GET", 200, "/api/v1/events", "", Map.of(), "");
    assertThat(events.path("events").findValuesAsText("type"))
        .contains("enrol-project", "record-changes", "drop-table", "undrop-table");
    String last = events.path("next_after").asText();
    get(200, "/api/v1/events", Map.of(), "?limit=1&wait=1&after=" + last);
    get(400, "/api/v1/events", Map.of(), "?wait=61");
    get(404, "/api/v1/events", Map.of(), "?after=1000000");
  }

  private void iceberg(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/iceberg/v1" + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
  }

  private void operating() throws Exception {
    get(200, "/healthz", Map.of(), "");
    get(200, "/readyz", Map.of(), "");
    get(200, "/metrics", Map.of(), "");
    get(200, "/api/v1/openapi.json", Map.of(), "");
  }

  private static String changeSet(String requestId, String change) {
    return "{\"request_id\": \""
        + requestId
        + "\", \"note\": \"why\", \"changes\": ["
        + change
        + "]}";
  }

  private void get(int status, String template, Map<String, String> names, String query)
      throws Exception {
    ask("GET", status, template, query, names, "");
  }

  private JsonNode post(int status, String template, Map<String, String> names, String body)
      throws Exception {
    return ask("POST", status, template, "", names, body);
  }

  private void post(
      int status, String template, String query, Map<String, String> names, String body)
      throws Exception {
    ask("POST", status, template, query, names, body);
  }

  private JsonNode ask(
      String method,
      int status,
      String template,
      String query,
      Map<String, String> names,
      String body)
      throws Exception {
    String path = template;
    for (Map.Entry<String, String> name : names.entrySet()) {
      path = path.replace("{" + name.getKey() + "}", name.getValue());
    }
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve(path + query))
            .method(method, BodyPublishers.ofString(body))
            .build();

    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode())
        .as(method + " " + path + query + ": " + response.body())
        .isEqualTo(status);
    exercised.add(method + " " + template);
    return checked(method, template, response);
  }

  private static JsonNode checked(String method, String template, HttpResponse<String> response) {
    JsonNode responses =
        DOCUMENT
            .path("paths")
            .path(template)
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses");
    JsonNode described =
        resolved(
            responses.has(Integer.toString(response.statusCode()))
                ? responses.path(Integer.toString(response.statusCode()))
                : responses.path("default"));
    if (!described.has("content")) {
      assertThat(response.body()).isEmpty();
      return Json.object();
    }
    String type =
        response.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
    assertThat(described.path("content").has(type)).as(type).isTrue();
    if (!type.equals("application/json")) {
      return Json.object();
    }
    JsonNode body =
        Json.parse(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8)));
    assertThat(schema(described.path("content").path(type).path("schema")).validate(body))
        .as(method + " " + template + ": " + body)
        .isEmpty();
    return body;
  }

  private static JsonSchema schema(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", DOCUMENT.path("components"));
    return SCHEMAS.getSchema(whole);
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static List<String> operations() {
    List<String> operations = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        field -> {
                          if (!field.equals("parameters")) {
                            operations.add(field.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    return operations;
  }
}
