// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.Json;

/** What bad input gets: 4xx, one clear sentence, and nothing is written. */
class BadInputIT {
  private static final String PATH = "/tempZone/home/lab/bad";

  @TempDir private static Path directory;

  private static CatalogServer server;
  private static String active;
  private static String archived;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() {
    server = TestServers.start(directory);
    try (LakehouseClient client = LakehouseClient.connect(server.address())) {
      active = client.registerProject(PATH).id();
      archived = client.archiveProject(client.registerProject(PATH + "-old").id()).id();
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** {@code ~} stands for a quote, {@code CHANGE} for a good change. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "ACTIVE|{|400|Invalid JSON: Unexpected end-of-input: expected close marker for Object: line 1, column 2",
        "ACTIVE|7|400|Invalid JSON: not an object",
        "ACTIVE|{}|400|Invalid changes: missing",
        "ACTIVE|{~changes~: []}|400|Invalid changes: empty",
        "ACTIVE|{~changes~: [CHANGE], ~request_id~: 7}|400|Invalid request_id: not a text: 7",
        "ACTIVE|{~changes~: [CHANGE], ~request_id~: ~ ~}|400|Invalid request_id: blank",
        "ACTIVE|{~changes~: [CHANGE], ~source~: ~~}|400|Invalid source: blank",
        "ACTIVE|{~changes~: [CHANGE], ~actor~: ~root~}|400|Invalid actor: unknown field",
        "ACTIVE|{~changes~: [CHANGE], ~effective_at~: ~soon~}|400|Invalid effective_at: not a time such as 2024-02-14T13:37:00Z or 2024-02-14: soon",
        "ACTIVE|{~changes~: [CHANGE, {}]}|400|Invalid changes[1].irods_path: missing",
        "none|{~changes~: [CHANGE]}|404|Project does not exist: none",
      })
  void aBadChangeSetIsRefused(String project, String body, int status, String message)
      throws Exception {
    String change =
        "{~irods_path~: ~%s/a~, ~target_type~: ~user~, ~change_type~: ~add~, ~attribute~: ~a~, ~value~: ~v~}"
            .formatted(PATH);

    HttpResponse<String> response =
        post(
            "/api/v1/projects/" + project.replace("ACTIVE", active) + "/change-sets",
            body.replace("CHANGE", change).replace('~', '"'));

    assertError(response, status, message);
    assertThat(get("/api/v1/projects/" + active + "/changes").body()).contains("\"changes\":[]");
  }

  @Test
  void anArchivedProjectTakesNothing() throws Exception {
    String body =
        """
        {"changes": [{"irods_path": "%s-old/a", "target_type": "user", "change_type": "add",
         "attribute": "a", "value": "v"}]}
        """
            .formatted(PATH);

    HttpResponse<String> response = post("/api/v1/projects/" + archived + "/change-sets", body);

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).contains("\"code\":\"conflict\"", "archived");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "avus?limit=-1|Invalid limit: not between 1 and 10000: -1",
        "avus?limit=many|Invalid limit: not a whole number: many",
        "avus?limit=1&limit=2|Invalid limit: given more than once: 2",
        "avus?recursive=maybe|Invalid recursive: not true or false: maybe",
        "avus?as_of=soon|Invalid as_of: not a time such as 2024-02-14T13:37:00Z or 2024-02-14: soon",
        "avus?as_of=2024-01-01&snapshot_id=7|Invalid snapshot_id: as_of is given as well: 7",
        "avus?snapshot_id=x|Invalid snapshot_id: not a snapshot id: x",
        "avus?by=gut|Invalid by: not one of recorded, effective: gut",
        "avus?path=/elsewhere|Invalid path: outside the project /tempZone/home/lab/bad: /elsewhere",
        "avus?colour=red|Invalid colour: unknown parameter",
        "changes?type=insert|Invalid change_type: not one of add, update, delete: insert",
        "changes?order=random|Invalid order: not one of newest, oldest: random",
        "changes?page_token=none|Invalid page_token: not one of ours",
        "diff|Invalid from: missing",
        "diff?from=2024-01-02&to=2024-01-01|Invalid from: after to: 2024-01-02T00:00:00Z",
      })
  void aBadQuestionIsRefused(String question, String message) throws Exception {
    HttpResponse<String> response = get("/api/v1/projects/" + active + "/" + question);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(message(response)).startsWith(message.replace("not one of ours", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DROP TABLE avu_changes|422",
        "SELECT * FROM read_csv('/etc/passwd')|422",
        "COPY (SELECT 1) TO '/tmp/x'|422",
        "SELECT 1; SELECT 2|422",
        "SELECT FROM WHERE|400",
        "SELECT * FROM nowhere.nothing|404",
      })
  void sqlThatIsNoSelectOverTheCatalogIsRefused(String sql, int status) throws Exception {
    HttpResponse<String> response = post("/api/v1/sql", Json.object().put("sql", sql).toString());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(message(response)).isNotBlank().doesNotContain("\n");
  }

  @Test
  void aFormatThatWeDoNotHaveIsRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/api/v1/sql"))
            .header("Accept", "application/xml")
            .POST(BodyPublishers.ofString("{\"sql\": \"SELECT 1\"}"))
            .build();

    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(406);
    assertThat(message(response))
        .startsWith("Invalid Accept: not one of application/json, text/csv")
        .endsWith(": application/xml");
  }

  @Test
  void aBodyOf200MegabytesIsRefusedBeforeItIsRead() throws IOException {
    URI address = server.address();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /api/v1/projects/"
                  + active
                  + "/change-sets HTTP/1.1\r\nHost: localhost\r\n"
                  + "Content-Length: 200000000\r\n\r\n{\"changes\": [")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();

      String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);

      assertThat(answer).isEqualTo("HTTP/1.1 413");
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve(path))
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static void assertError(HttpResponse<String> response, int status, String message) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(message(response)).isEqualTo(message);
  }

  private static String message(HttpResponse<String> response) {
    JsonNode body =
        Json.parse(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8)));
    return body.at("/error/message").asText();
  }
}
