// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ConfigResponseParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.varve.catalog.PostgresProjectStore;
import org.varve.history.Project;
import org.varve.server.rest.RestClient.Answer;

@Shows({
  "COMMIT_TRANSACTION",
  "CREATE_NAMESPACE",
  "CREATE_TABLE",
  "GET_CONFIG",
  "LIST_FUNCTIONS",
  "LIST_TABLES",
  "LOAD_CREDENTIALS",
  "LOAD_FUNCTION",
  "LOAD_NAMESPACE",
  "LOAD_TABLE",
  "REGISTER_TABLE",
  "REPORT_METRICS",
  "UNREGISTER_TABLE"
})
class IcebergDoorTest {
  private static final String TABLES = "/v1/namespaces/lab/tables";
  private static final String SCHEMA =
      """
      {"type": "struct", "schema-id": 0, "fields":
        [{"id": 1, "name": "id", "required": true, "type": "long"}]}
      """;

  @TempDir private static Path directory;
  private static TestServer server;
  private static RestClient client;

  @BeforeAll
  static void start() {
    server = TestServer.start(directory);
    client = new RestClient(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void createNamespace() {
    server.clear();
    createNamespace("\"lab\"");
  }

  private static Answer createNamespace(String levels) {
    return client.post("/v1/namespaces", "{\"namespace\": [" + levels + "], \"properties\": {}}");
  }

  private static JsonNode createTable(String name) {
    Answer answer = client.post(TABLES, "{\"name\": \"" + name + "\", \"schema\": " + SCHEMA + "}");
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void theConfigurationListsWhatIsServedAndHowLevelsAreSeparated() {
    Answer answer = client.get("/v1/config?warehouse=varve");

    ConfigResponse config =
        ConfigResponseParser.fromJson(new String(answer.response().body(), StandardCharsets.UTF_8));
    assertThat(config.overrides()).containsEntry("namespace-separator", "%1F");
    assertThat(config.endpoints())
        .extracting(Object::toString)
        .contains("POST /v1/{prefix}/transactions/commit", "GET /v1/config")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /v1/config?warehouse=other | 404 NoSuchWarehouseException: Warehouse does not exist: other",
        "GET | /v1/nothing | 404 NoSuchRouteException: Route does not exist: /v1/nothing",
        "GET | /v1/namespaces/ | 404 NoSuchRouteException: Route does not exist: /v1/namespaces/",
        "PUT | /v1/namespaces | 405 MethodNotAllowedException: Invalid method: only GET, POST is allowed here: PUT",
        "GET | /v1/namespaces/none | 404 NoSuchNamespaceException: Namespace does not exist: none",
        "DELETE | /v1/namespaces/none | 404 NoSuchNamespaceException: Namespace does not exist: none",
        "GET | /v1/namespaces/a%1F%1Fb | 400 IllegalArgumentException: Invalid namespace: a level is empty: a..b",
        "GET | /v1/namespaces/%ff | 400 IllegalArgumentException: Invalid path: it is not UTF-8: %ff",
        "GET | /v1/namespaces?pageToken=nonsense | 400 IllegalArgumentException: Invalid page token: nonsense",
        "GET | /v1/namespaces?pageSize=0 | 400 IllegalArgumentException: Invalid page size: it is not positive: 0",
        "GET | /v1/namespaces/lab/tables/none | 404 NoSuchTableException: Table does not exist: lab.none",
        "GET | /v1/namespaces/none/tables | 404 NoSuchNamespaceException: Namespace does not exist: none",
        "GET | /v1/namespaces/lab/views/none | 404 NoSuchViewException: View does not exist: lab.none",
        "GET | /v1/namespaces/lab/functions/f | 404 NoSuchFunctionException: Function does not exist: f",
        "DELETE | /v1/namespaces/lab/tables/t?purgeRequested=maybe | 400 IllegalArgumentException: Invalid purgeRequested: it is not true or false: maybe",
      })
  void whatIsNotThereIsSaidInTheSpecificationsForm(String method, String path, String expected) {
    Answer answer = client.send(method, path, null, Map.of());

    assertThat(answer.error()).isEqualTo(expected);
    assertThat(answer.json().path("error").has("stack")).isFalse();
    assertThat(answer.json().path("error").path("code").asInt()).isEqualTo(answer.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{",
        "[]",
        "null",
        "{} {}",
        "{\"namespace\": 5}",
        "{\"namespace\": []}"
      })
  void whatIsNoRequestIsRefused(String body) {
    Answer answer = client.post("/v1/namespaces", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").path("type").asText())
        .isEqualTo("IllegalArgumentException");
  }

  @Test
  void anotherContentTypeIsRefused() {
    Answer answer =
        client.send("POST", "/v1/namespaces", "a=b", Map.of("Content-Type", "text/plain"));

    assertThat(answer.error())
        .isEqualTo(
            "415 UnsupportedMediaTypeException: Invalid content type: only application/json is"
                + " understood: text/plain");
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    Answer answer = client.post("/v1/namespaces", " ".repeat((1 << 20) + 1));

    assertThat(answer.error())
        .isEqualTo(
            "413 RequestTooLargeException: Invalid request: its body is larger than 1048576 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b | a%2Fb",
        "a%2Fb | a%252Fb",
        "a%b | a%25b",
        "a.b | a.b",
        "a b | a+b",
        "a c | a%20c",
        "a+b | a%2Bb",
        "größe-数 | gr%C3%B6%C3%9Fe-%E6%95%B0",
        ".. | %2E%2E",
        "a;b=c | a%3Bb%3Dc",
        "a?b#c | a%3Fb%23c",
      })
  void namesAreDecodedExactlyOnce(String name, String encoded) {
    assertThat(createNamespace("\"" + name + "\"").status()).isEqualTo(200);

    Answer answer = client.get("/v1/namespaces/" + encoded);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("namespace").get(0).asText()).isEqualTo(name);
  }

  @Test
  void aLevelWithADotIsNotTwoLevels() {
    createNamespace("\"a\"");
    createNamespace("\"a\", \"b\"");

    assertThat(client.get("/v1/namespaces/a.b").status()).isEqualTo(404);
    assertThat(createNamespace("\"a.b\"").status()).isEqualTo(200);
    assertThat(client.get("/v1/namespaces/a%1Fb").json().path("namespace")).hasSize(2);
    assertThat(client.get("/v1/namespaces/a.b").json().path("namespace")).hasSize(1);
  }

  @Test
  void aNameOfAThousandCharactersIsRefused() {
    List<Path> before = files();

    assertThat(createNamespace("\"" + "n".repeat(1000) + "\"").status()).isEqualTo(400);
    assertThat(
            client
                .post(
                    TABLES, "{\"name\": \"" + "t".repeat(1000) + "\", \"schema\": " + SCHEMA + "}")
                .status())
        .isEqualTo(400);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void listingsComeInPagesWithOpaqueTokens() {
    Stream.of("a", "b", "c").forEach(IcebergDoorTest::createTable);

    JsonNode first = client.get(TABLES + "?pageToken=&pageSize=2").json();
    JsonNode second =
        client
            .get(TABLES + "?pageSize=2&pageToken=" + first.path("next-page-token").asText())
            .json();

    assertThat(names(first)).containsExactly("a", "b");
    assertThat(names(second)).containsExactly("c");
    assertThat(
            second.path("next-page-token").isMissingNode()
                || second.path("next-page-token").isNull())
        .isTrue();
    assertThat(names(client.get(TABLES).json())).containsExactly("a", "b", "c");
  }

  private static List<String> names(JsonNode listing) {
    return listing.path("identifiers").findValuesAsText("name");
  }

  @Test
  void aLoadIsAnsweredFromBytesAndKnowsWhatTheClientHas() throws IOException {
    String location = createTable("reads").path("metadata-location").asText();

    Answer plain = client.get(TABLES + "/reads");
    Answer packed = client.get(TABLES + "/reads", Map.of("Accept-Encoding", "gzip"));
    Answer unchanged = client.get(TABLES + "/reads", Map.of("If-None-Match", plain.header("ETag")));
    Answer refs = client.get(TABLES + "/reads?snapshots=refs");

    assertThat(plain.json().path("metadata-location").asText()).isEqualTo(location);
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(
            new GZIPInputStream(new ByteArrayInputStream(packed.response().body())).readAllBytes())
        .isEqualTo(plain.response().body());
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(refs.header("ETag")).isNotEqualTo(plain.header("ETag"));
    assertThat(client.get(TABLES + "/reads?snapshots=some").error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid snapshot mode: it is not all or refs: some");
  }

  @Test
  void anOvertakenBaseIsALostRaceAndWritesNothing() {
    String uuid = createTable("reads").path("metadata").path("table-uuid").asText();
    List<Path> before = files();

    Answer answer =
        client.post(
            TABLES + "/reads",
            """
            {"requirements": [{"type": "assert-table-uuid", "uuid": "%s"},
                {"type": "assert-ref-snapshot-id", "ref": "main", "snapshot-id": 7}],
             "updates": [{"action": "set-properties", "updates": {"a": "b"}}]}
            """
                .formatted(uuid));

    assertThat(answer.error())
        .isEqualTo(
            "409 CommitFailedException: Requirement failed: branch or tag main is missing,"
                + " expected 7");
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\": \"do-magic\"}",
        "{\"action\": \"set-current-schema\", \"schema-id\": 99}",
        "{\"action\": \"set-current-schema\", \"schema-id\": -1}",
        "{\"action\": \"set-default-spec\", \"spec-id\": -1}",
        "{\"action\": \"set-default-sort-order\", \"sort-order-id\": 99}",
        "{\"action\": \"set-location\", \"location\": \"s3://other-bucket/reads\"}",
        "{\"action\": \"set-location\", \"location\": \"s3://warehouse/../../etc\"}",
        "{\"action\": \"set-location\", \"location\": \"file:/etc\"}",
        "{\"action\": \"set-properties\", \"updates\":"
            + " {\"write.metadata.path\": \"s3://other-bucket/m\"}}",
        "{\"action\": \"set-snapshot-ref\", \"ref-name\": \"main\", \"type\": \"branch\","
            + " \"snapshot-id\": 5}",
        "{\"action\": \"upgrade-format-version\", \"format-version\": 99}",
        "{\"action\": \"upgrade-format-version\", \"format-version\": 1}",
      })
  void updatesThatMakeNoSenseAreRefusedAndWriteNothing(String update) {
    createTable("reads");
    List<Path> before = files();

    Answer answer =
        client.post(TABLES + "/reads", "{\"requirements\": [], \"updates\": [" + update + "]}");

    assertThat(answer.error()).startsWith("400 ");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aTransactionChangesAllTablesOrNone() {
    createTable("reads");
    createTable("runs");
    List<Path> before = files();
    String change =
        """
        {"identifier": {"namespace": ["lab"], "name": "%s"}, "requirements": [%s],
         "updates": [{"action": "set-properties", "updates": {"seen": "yes"}}]}
        """;

    Answer lost =
        client.post(
            "/v1/transactions/commit",
            "{\"table-changes\": ["
                + change.formatted("reads", "")
                + ","
                + change.formatted(
                    "runs",
                    "{\"type\": \"assert-table-uuid\","
                        + " \"uuid\": \"00000000-0000-0000-0000-000000000000\"}")
                + "]}");

    assertThat(lost.status()).isEqualTo(409);
    assertThat(files()).isEqualTo(before);
    assertThat(property("reads")).isEmpty();

    Answer done =
        client.post(
            "/v1/transactions/commit",
            "{\"table-changes\": ["
                + change.formatted("reads", "")
                + ","
                + change.formatted("runs", "")
                + "]}");

    assertThat(done.status()).isEqualTo(204);
    assertThat(property("reads")).isEqualTo("yes");
    assertThat(property("runs")).isEqualTo("yes");
  }

  @Test
  void aTransactionNamesATableOnce() {
    createTable("reads");
    String change =
        """
        {"identifier": {"namespace": ["lab"], "name": "reads"}, "requirements": [],
         "updates": []}
        """;

    Answer answer =
        client.post(
            "/v1/transactions/commit", "{\"table-changes\": [" + change + "," + change + "]}");

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid transaction: it changes a table twice:"
                + " lab.reads");
  }

  private static String property(String table) {
    return client
        .get(TABLES + "/" + table)
        .json()
        .path("metadata")
        .path("properties")
        .path("seen")
        .asText();
  }

  @Test
  void metadataOfAnotherBucketIsNotRegistered() {
    Answer answer =
        client.post(
            "/v1/namespaces/lab/register",
            "{\"name\": \"stolen\", \"metadata-location\": \"s3://other/t/metadata/0.json\"}");

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid metadata location: it lies outside of the"
                + " namespace's bucket: s3://other/t/metadata/0.json");
  }

  @Test
  void anUnregisteredTableLeavesItsFilesAndCanBeRegisteredAgain() {
    createTable("reads");
    List<Path> before = files();

    Answer gone = client.post(TABLES + "/reads/unregister", "");
    Answer back =
        client.post(
            "/v1/namespaces/lab/register",
            "{\"name\": \"back\", \"metadata-location\": \""
                + gone.json().path("metadata-location").asText()
                + "\"}");

    assertThat(gone.status()).isEqualTo(200);
    assertThat(client.get(TABLES + "/reads").status()).isEqualTo(404);
    assertThat(back.json().path("metadata")).isEqualTo(gone.json().path("metadata"));
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void thereAreNoFunctionsAndNoCredentials() {
    createTable("reads");

    assertThat(client.get("/v1/namespaces/lab/functions").json().path("identifiers")).isEmpty();
    assertThat(client.get(TABLES + "/reads/credentials").json().path("storage-credentials"))
        .isEmpty();
  }

  @Test
  void metricsOfATableThatIsThereAreTaken() {
    createTable("reads");
    String report =
        """
        {"report-type": "commit-report", "table-name": "reads", "snapshot-id": 1,
         "sequence-number": 1, "operation": "append", "metrics": {}}
        """;

    assertThat(client.post(TABLES + "/reads/metrics", report).status()).isEqualTo(204);
    assertThat(client.post(TABLES + "/none/metrics", report).status()).isEqualTo(404);
  }

  @Test
  void aTableIsInTheCatalogOnce() {
    String location = createTable("reads").path("metadata-location").asText();

    Answer answer =
        client.post(
            "/v1/namespaces/lab/register",
            "{\"name\": \"again\", \"metadata-location\": \"" + location + "\"}");

    assertThat(answer.error())
        .isEqualTo(
            "409 AlreadyExistsException: Location already exists in the catalog: "
                + location.replaceFirst("/metadata/.*", ""));
  }

  @Test
  void clientsReadTheHistoryAndNeverChangeIt() {
    Project project =
        new PostgresProjectStore(
                server.database(),
                server.catalog(),
                (path, collection, bucket) -> "file:" + directory.resolve(bucket))
            .create("/zone/home/lab", ".mesa/iceberg", "ada#zone");
    String tables = "/v1/namespaces/" + project.namespace() + "/tables";
    String refused =
        " table: only the server changes the history of a project: "
            + project.namespace()
            + ".avu_changes";

    assertThat(client.get(tables + "/avu_changes").status()).isEqualTo(200);
    assertThat(
            client.post(tables + "/avu_changes", "{\"requirements\": [], \"updates\": []}").error())
        .isEqualTo("403 ForbiddenException: Cannot commit to" + refused);
    assertThat(client.send("DELETE", tables + "/avu_changes", null, Map.of()).error())
        .isEqualTo("403 ForbiddenException: Cannot drop" + refused);
    assertThat(
            client
                .post(
                    "/v1/tables/rename",
                    """
                    {"source": {"namespace": ["%1$s"], "name": "avu_changes"},
                     "destination": {"namespace": ["%1$s"], "name": "mine"}}
                    """
                        .formatted(project.namespace()))
                .error())
        .isEqualTo("403 ForbiddenException: Cannot rename" + refused);
    assertThat(client.post(tables, "{\"name\": \"avus\", \"schema\": " + SCHEMA + "}").error())
        .startsWith("403 ForbiddenException: Cannot create table: only the server");
    assertThat(
            client.send("DELETE", "/v1/namespaces/" + project.namespace(), null, Map.of()).status())
        .isEqualTo(409);
  }

  private static List<Path> files() {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
