// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.wire.Json;
import org.varve.server.CatalogServer;
import org.varve.server.TestServers;

class SqlRoutesIT {
  private static final String ROWS =
      "SELECT * FROM (VALUES (1, 'été'), (2, NULL)) AS v(n, season) ORDER BY n";

  @TempDir private static Path directory;

  private static CatalogServer server;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() {
    server = TestServers.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anAnswerIsJsonUnlessSomethingElseIsAskedFor() throws Exception {
    HttpResponse<byte[]> response = ask("*/*", ROWS);

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(text(response))
        .isEqualTo(
            "{\"columns\":[{\"name\":\"n\",\"type\":\"INTEGER\"},"
                + "{\"name\":\"season\",\"type\":\"VARCHAR\"}],"
                + "\"rows\":[[1,\"été\"],[2,null]]}");
  }

  @Test
  void csvHasAHeader() throws Exception {
    assertThat(text(ask("text/csv", ROWS)).lines()).containsExactly("n,season", "1,été", "2,");
  }

  @Test
  void parquetIsOneFile() throws Exception {
    byte[] body = ask("application/vnd.apache.parquet", ROWS).body();

    assertThat(new String(body, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    assertThat(new String(body, body.length - 4, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
  }

  @Test
  void arrowIsAStream() throws Exception {
    HttpResponse<byte[]> response = ask("application/vnd.apache.arrow.stream", ROWS);

    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("application/vnd.apache.arrow.stream");
    assertThat(response.body()).startsWith(0xff, 0xff, 0xff, 0xff);
  }

  @Test
  void aStatementThatFailsInItsLastRowIsAnError() throws Exception {
    HttpResponse<byte[]> response =
        ask(
            "text/csv",
            "SELECT CAST(CASE WHEN i = 200000 THEN 'x' ELSE '1' END AS INTEGER)"
                + " FROM generate_series(1, 200000) AS s(i)");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(text(response)).contains("\"code\":\"unprocessable\"");
  }

  @Test
  void anAnswerLeavesNoFileBehind() throws Exception {
    ask("text/csv", ROWS);

    try (Stream<Path> files = Files.list(directory.resolve("answers"))) {
      assertThat(files).isEmpty();
    }
  }

  private HttpResponse<byte[]> ask(String accept, String sql)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/api/v1/sql"))
            .header("Accept", accept)
            .POST(BodyPublishers.ofString(Json.object().put("sql", sql).toString()))
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
