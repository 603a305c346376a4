// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
  @RegisterExtension private static final Lab LAB = new Lab();

  @BeforeEach
  void createTable() {
    assertThat(LAB.createTable("reads").status()).isEqualTo(200);
  }

  /** The specification's error, without a stack trace. */
  static void assertRefused(Answer answer, int status) {
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
    List<Path> before = LAB.files();

    for (String body : List.of("", "nonsense", "{", "[]", "null", "5", "{\"a\": 1} {}")) {
      assertRefused(LAB.client().post(path, body), 400);
    }
    assertRefused(LAB.client().post(path, "[".repeat(100_000)), 400);
    assertRefused(LAB.client().post(path, "{\"a\":".repeat(100_000)), 400);

    assertThat(LAB.files()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("postPaths")
  void anotherContentTypeIsRefused(String path) {
    for (String type : List.of("text/plain", "application/xml", "nonsense")) {
      Answer answer = LAB.client().send("POST", path, "{}", Map.of("Content-Type", type));

      assertRefused(answer, 415);
      assertThat(answer.error())
          .isEqualTo(
              "415 UnsupportedMediaTypeException: Invalid content type: only application/json is"
                  + " understood: "
                  + type);
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
  void aBodyOverTheLimitIsRefused() {
    assertThat(LAB.client().post("/v1/namespaces", " ".repeat((1 << 20) + 1)).error())
        .isEqualTo(
            "413 RequestTooLargeException: Invalid request: its body is larger than 1048576 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"namespace\": 5}", "{\"namespace\": []}", "{\"namespace\": [5]}", "{}"})
  void whatIsNoNamespaceIsRefused(String body) {
    assertRefused(LAB.client().post("/v1/namespaces", body), 400);
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
    URI uri = URI.create(LAB.server().uri());
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
    Answer created = LAB.createTable(name);

    assertThat(created.status()).as(created::error).isEqualTo(200);
    assertThat(created.json().path("metadata").path("location").asText())
        .matches("s3://warehouse/[A-Za-z0-9_-]+");
    assertThat(LAB.client().get(Lab.TABLES + "/" + encoded).status()).isEqualTo(200);
    assertThat(LAB.client().get(Lab.TABLES).json().path("identifiers").findValuesAsText("name"))
        .containsExactlyInAnyOrder("reads", name);
    assertThat(LAB.client().send("DELETE", Lab.TABLES + "/" + encoded, null, Map.of()).status())
        .isEqualTo(204);
  }

  @Test
  void namesThatAreTooLongOrEmptyAreRefused() {
    List<Path> before = LAB.files();

    assertRefused(LAB.createTable("n".repeat(1_000)), 400);
    assertRefused(LAB.createTable(""), 400);
    assertRefused(LAB.createNamespace("n".repeat(1_000)), 400);
    assertRefused(LAB.createNamespace(""), 400);
    assertRefused(LAB.client().get("/v1/namespaces/" + "n".repeat(1_000)), 400);

    assertThat(LAB.files()).isEqualTo(before);
  }

  @Test
  void namespacesNestAsDeepAsTheirNamesFit() {
    for (int depth = 1; depth <= 120; depth++) {
      String[] levels = IntStream.range(0, depth).mapToObj(i -> "d").toArray(String[]::new);
      assertThat(LAB.createNamespace(levels).status()).isEqualTo(200);
    }

    assertThat(LAB.client().get("/v1/namespaces/d" + "%1Fd".repeat(119)).status()).isEqualTo(200);
    assertRefused(
        LAB.createNamespace(IntStream.range(0, 1_000).mapToObj(i -> "d").toArray(String[]::new)),
        400);
    assertRefused(LAB.createNamespace("none", "child"), 404);
  }

  @Test
  void typesThatNestTooDeepAreRefused() {
    List<Path> before = LAB.files();
    String type = "\"long\"";
    for (int depth = 0; depth < 900; depth++) {
      type =
          "{\"type\": \"list\", \"element-id\": %d, \"element-required\": true, \"element\": %s}"
              .formatted(depth + 10, type);
    }

    Answer answer =
        LAB.client()
            .post(
                Lab.TABLES,
                """
            {"name": "deep", "schema": {"type": "struct", "schema-id": 0, "fields":
              [{"id": 1, "name": "deep", "required": true, "type": %s}]}}
            """
                    .formatted(type));

    // Deep, but of a form that can be read: either it works, or it is the client's mistake.
    if (answer.status() != 200) {
      assertRefused(answer, 400);
      assertThat(LAB.files()).isEqualTo(before);
    }
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
    assertRefused(LAB.client().get(path), 404);
  }
}
