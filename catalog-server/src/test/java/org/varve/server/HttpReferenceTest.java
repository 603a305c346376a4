// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/http.md} lists the operations that the server describes. */
class HttpReferenceTest {
  @Test
  void thePageListsEveryOperationAndNothingElse() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "http.md"));

    assertThat(page.lines().filter(line -> line.matches("\\| `[A-Z]+ /.*")).toList())
        .containsExactlyElementsOf(operations());
  }

  private static List<String> operations() {
    List<String> rows = new ArrayList<>();
    for (Entry<String, JsonNode> path : OpenApiRoutes.document().path("paths").properties()) {
      for (Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getValue().has("summary")) {
          rows.add(row(path.getKey(), operation.getKey(), operation.getValue()));
        }
      }
    }
    return rows;
  }

  private static String row(String path, String method, JsonNode operation) {
    return "| `%s %s` | %s |"
        .formatted(method.toUpperCase(Locale.ROOT), path, operation.path("summary").asText());
  }
}
