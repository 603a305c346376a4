// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.varve.server.rest.RestClient.Answer;

/**
 * Whatever comes in: the specification's error goes out, without a stack trace, and nothing is
 * written.
 */
class HostileInputTest {
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
  void createTable() {
    server.clear();
    assertThat(createNamespace("lab").status()).isEqualTo(200);
    assertThat(create("reads").status()).isEqualTo(200);
  }

  private static Answer createNamespace(String... levels) {
    return client.post(
        "/v1/namespaces",
        "{\"namespace\": ["
            + Arrays.stream(levels)
                .map(level -> "\"" + level + "\"")
                .collect(Collectors.joining(","))
            + "], \"properties\": {}}");
  }

  private static Answer create(String name) {
    return client.post(TABLES, "{\"name\": \"" + name + "\", \"schema\": " + SCHEMA + "}");
  }

  private static List<Path> files() {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the files of the bucket lie. */
  private static Path bucket() {
    return files().stream()
        .filter(file -> file.toString().endsWith(".metadata.json"))
        .map(file -> file.getParent().getParent().getParent())
        .findFirst()
        .orElseThrow();
  }

  private static void assertRefused(Answer answer, int status) {
    assertThat(answer.status()).as(answer::error).isEqualTo(status);
    assertThat(answer.json().path("error").path("code").asInt()).isEqualTo(status);
    assertThat(answer.json().path("error").path("message").asText())
        .isNotEmpty()
        .doesNotContain("\tat ");
    assertThat(answer.json().path("error").path("stack").size()).isZero();
  }

  /** Every served operation that takes a body, for a table and a view of those names. */
  private static List<String> postPaths() {
    return Arrays.stream(Operation.values())
        .filter(operation -> operation.method().equals("POST"))
        .filter(HostileInputTest::takesABody)
        .map(operation -> "/" + String.join("/", operation.segments()))
        .map(path -> path.replace("{namespace}", "lab").replace("{table}", "reads"))
        .map(path -> path.replace("{view}", "recent"))
        .toList();
  }

  private static boolean takesABody(Operation operation) {
    return operation != Operation.UNREGISTER_TABLE && operation != Operation.SIGN_REQUEST;
  }

  @ParameterizedTest
  @MethodSource("postPaths")
  void whatIsNotTheRequestsJsonIsRefused(String path) {
    List<Path> before = files();

    for (String body : List.of("", "nonsense", "{", "[]", "null", "5", "{\"a\": 1} {}")) {
      assertRefused(client.post(path, body), 400);
    }
    assertRefused(client.post(path, "[".repeat(100_000)), 400);
    assertRefused(client.post(path, "{\"a\":".repeat(100_000)), 400);

    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("postPaths")
  void anotherContentTypeIsRefused(String path) {
    for (String type : List.of("text/plain", "application/xml", "nonsense")) {
      Answer answer = client.send("POST", path, "{}", Map.of("Content-Type", type));

      assertRefused(answer, 415);
    }
  }

  @ParameterizedTest
  @MethodSource("postPaths")
  void aBodyOfAHundredMegabytesIsRefusedUnread(String path) throws IOException {
    String announced =
        "POST /iceberg%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                .formatted(path)
            + "Content-Length: 104857600\r\n\r\n";

    assertThat(firstLine(announced, 0)).isEqualTo("HTTP/1.1 413 Payload Too Large");
  }

  @Test
  void aBodyThatDoesNotSayHowLongItIsIsRefusedAtTheLimit() throws IOException {
    String chunked =
        "POST /iceberg/v1/namespaces HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertThat(firstLine(chunked, (1 << 20) + 1)).isEqualTo("HTTP/1.1 413 Payload Too Large");
  }

  /** Sends a head and one chunk of spaces, and no end. */
  private static String firstLine(String head, int chunkBytes) throws IOException {
    URI uri = URI.create(server.uri());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      if (chunkBytes > 0) {
        out.write((Integer.toHexString(chunkBytes) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(" ".repeat(chunkBytes).getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
      StringBuilder line = new StringBuilder();
      for (int c = socket.getInputStream().read();
          c >= 0 && c != '\r';
          c = socket.getInputStream().read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b | a%2Fb",
        "a%2Fb | a%252Fb",
        "a%b | a%25b",
        "a.b | a.b",
        "a b | a%20b",
        "größe-数-🪵 | gr%C3%B6%C3%9Fe-%E6%95%B0-%F0%9F%AA%B5",
        ".. | %2E%2E",
        "..%2F..%2Fetc | ..%252F..%252Fetc",
        "a;b=c | a%3Bb%3Dc",
        "a?b#c | a%3Fb%23c",
      })
  void aTableMayHaveAnyNameAndStaysInItsBucket(String name, String encoded) {
    Answer created = create(name);

    assertThat(created.status()).as(created::error).isEqualTo(200);
    assertThat(created.json().path("metadata").path("location").asText())
        .matches("s3://warehouse/[A-Za-z0-9_-]+");
    assertThat(client.get(TABLES + "/" + encoded).status()).isEqualTo(200);
    assertThat(client.get(TABLES).json().path("identifiers").findValuesAsText("name"))
        .containsExactlyInAnyOrder("reads", name);
    assertThat(client.send("DELETE", TABLES + "/" + encoded, null, Map.of()).status())
        .isEqualTo(204);
  }

  @Test
  void namesThatAreTooLongOrEmptyAreRefused() {
    List<Path> before = files();

    assertRefused(create("n".repeat(1_000)), 400);
    assertRefused(create(""), 400);
    assertRefused(createNamespace("n".repeat(1_000)), 400);
    assertRefused(createNamespace(""), 400);
    assertRefused(client.get("/v1/namespaces/" + "n".repeat(1_000)), 400);

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void namespacesNestAsDeepAsTheirNamesFit() {
    for (int depth = 1; depth <= 120; depth++) {
      String[] levels = IntStream.range(0, depth).mapToObj(i -> "d").toArray(String[]::new);
      assertThat(createNamespace(levels).status()).isEqualTo(200);
    }

    assertThat(client.get("/v1/namespaces/d" + "%1Fd".repeat(119)).status()).isEqualTo(200);
    assertRefused(
        createNamespace(IntStream.range(0, 1_000).mapToObj(i -> "d").toArray(String[]::new)), 400);
    assertRefused(createNamespace("none", "child"), 404);
  }

  @Test
  void typesThatNestTooDeepAreRefused() {
    List<Path> before = files();
    String type = "\"long\"";
    for (int depth = 0; depth < 900; depth++) {
      type =
          "{\"type\": \"list\", \"element-id\": %d, \"element-required\": true, \"element\": %s}"
              .formatted(depth + 10, type);
    }

    Answer answer =
        client.post(
            TABLES,
            """
            {"name": "deep", "schema": {"type": "struct", "schema-id": 0, "fields":
              [{"id": 1, "name": "deep", "required": true, "type": %s}]}}
            """
                .formatted(type));

    // Deep, but of a form that can be read: either it works, or it is the client's mistake.
    if (answer.status() != 200) {
      assertRefused(answer, 400);
      assertThat(files()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"requirements\": [{\"type\": \"assert-create\"}, {\"type\": \"assert-table-uuid\","
            + " \"uuid\": \"00000000-0000-0000-0000-000000000000\"}], \"updates\": []}",
        "{\"requirements\": [{\"type\": \"assert-magic\"}], \"updates\": []}",
        "{\"requirements\": 5, \"updates\": []}",
        "{\"requirements\": [], \"updates\": {}}",
        "{\"requirements\": [null], \"updates\": []}",
        "{\"requirements\": [], \"updates\": [null]}",
        "{\"requirements\": [], \"updates\": [{}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"set-properties\"}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"assign-uuid\","
            + " \"uuid\": \"00000000-0000-0000-0000-000000000000\"}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"remove-schemas\","
            + " \"schema-ids\": [0]}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"remove-partition-specs\","
            + " \"spec-ids\": [0]}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"add-schema\", \"schema\": 5}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"set-properties\", \"updates\":"
            + " {\"write.data.path\": \"s3://other-bucket/data\"}}]}",
        "{\"identifier\": {\"namespace\": [\"lab\"], \"name\": \"other\"},"
            + " \"requirements\": [], \"updates\": []}",
      })
  void contradictionsAreRefusedAndWriteNothing(String body) {
    List<Path> before = files();

    assertRefused(client.post(TABLES + "/reads", body), 400);

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void theSameSnapshotTwiceIsRefused() {
    List<Path> before = files();
    String snapshot =
        """
        {"action": "add-snapshot", "snapshot": {"snapshot-id": 1, "sequence-number": 1,
          "timestamp-ms": %d, "schema-id": 0, "manifest-list": "s3://warehouse/x.avro",
          "summary": {"operation": "append"}}}
        """
            .formatted(System.currentTimeMillis());

    Answer answer =
        client.post(
            TABLES + "/reads",
            "{\"requirements\": [], \"updates\": [" + snapshot + "," + snapshot + "]}");

    assertThat(answer.status()).as(answer::error).isIn(400, 409);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aSnapshotThatIsReadFromAnotherBucketIsRefused() {
    Answer answer =
        client.post(
            TABLES + "/reads",
            """
            {"requirements": [], "updates": [{"action": "add-snapshot", "snapshot":
              {"snapshot-id": 1, "sequence-number": 1, "timestamp-ms": %d, "schema-id": 0,
               "manifest-list": "s3://other-bucket/x.avro", "summary": {"operation": "append"}}}]}
            """
                .formatted(System.currentTimeMillis()));

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid manifest list: it lies outside of the"
                + " namespace's bucket: s3://other-bucket/x.avro");
  }

  @Test
  void metadataThatPutsItsTableElsewhereIsNotRegistered() throws IOException {
    Answer loaded = client.get(TABLES + "/reads");
    ObjectNode metadata = (ObjectNode) loaded.json().path("metadata");
    metadata.put("location", "s3://other-bucket/reads");
    Path planted = bucket().resolve("planted/metadata/0.metadata.json");
    Files.createDirectories(planted.getParent());
    Files.writeString(planted, metadata.toString());

    Answer answer =
        client.post(
            "/v1/namespaces/lab/register",
            "{\"name\": \"stolen\", \"metadata-location\":"
                + " \"s3://warehouse/planted/metadata/0.metadata.json\"}");

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid table location: it lies outside of the"
                + " namespace's bucket: s3://other-bucket/reads");
  }

  @Test
  void whatIsNoMetadataIsNotRegistered() throws IOException {
    Path planted = bucket().resolve("planted.metadata.json");
    for (String content : List.of("", "nonsense", "{}", "[]", "{\"format-version\": 99}")) {
      Files.writeString(planted, content);
      for (String operation : List.of("register", "register-view")) {
        Answer answer =
            client.post(
                "/v1/namespaces/lab/" + operation,
                "{\"name\": \"no\", \"metadata-location\":"
                    + " \"s3://warehouse/planted.metadata.json\"}");

        assertRefused(answer, 400);
      }
    }
    assertThat(client.get(TABLES).json().path("identifiers")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/",
        "/v2/namespaces",
        "/v1/namespaces/lab/tables/reads/nothing",
        "/v1/namespaces/lab/tables/reads/plan/x/y",
        "/v1/transactions",
        "/v1/namespaces//tables",
        "/v1/%2e%2e/config",
      })
  void unknownRoutesAreNotFound(String path) {
    assertRefused(client.get(path), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"filter\": {\"type\": \"magic\"}}",
        "{\"filter\": 5}",
        "{\"snapshot-id\": 1}",
        "{\"snapshot-id\": 1, \"start-snapshot-id\": 2}",
        "{\"start-snapshot-id\": 1, \"end-snapshot-id\": 2}",
      })
  void aPlanOfNonsenseIsRefused(String body) {
    assertRefused(client.post(TABLES + "/reads/plan", body), 400);
  }
}
