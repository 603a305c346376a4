// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ConfigResponseParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/rest.md} lists every operation, and says of each whether it is served. */
class ConformanceTableTest {
  private static final Path PAGE = Path.of("..", "docs", "rest.md");

  @TempDir private Path directory;

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.matches("\\| `(GET|POST|HEAD|DELETE) .*"))
        .map(line -> line.split("\\|"))
        .toList();
  }

  @Test
  void theTableNamesEveryOperationOfTheSpecification() throws IOException {
    assertThat(rows())
        .extracting(row -> row[1].strip().replace("`", ""))
        .containsExactlyElementsOf(
            Arrays.stream(Operation.values())
                .map(operation -> operation.endpoint().toString())
                .toList());
    assertThat(Operation.values()).hasSize(34);
  }

  @Test
  void whatTheTableCallsServedIsWhatTheServerLists() throws IOException {
    try (TestServer server = TestServer.start(directory)) {
      ConfigResponse config =
          ConfigResponseParser.fromJson(
              new RestClient(server.uri()).get("/v1/config").json().toString());

      assertThat(config.endpoints())
          .extracting(Object::toString)
          .containsExactlyElementsOf(
              rows().stream()
                  .filter(row -> row[2].strip().startsWith("served"))
                  .map(row -> row[1].strip().replace("`", ""))
                  .toList());
    }
  }

  @Test
  void seventeenOperationsCarryAnIdempotencyKey() {
    assertThat(Arrays.stream(Operation.values()).filter(Operation::isIdempotent)).hasSize(17);
  }
}
