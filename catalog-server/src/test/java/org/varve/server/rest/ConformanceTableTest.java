// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ConfigResponseParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of operations in {@code docs/rest.md}: what the server lists, and the tests whose
 * {@link Shows} names an operation. With {@code -Dvarve.docs=write} the table is written anew.
 */
class ConformanceTableTest {
  private static final Path PAGE = Path.of("..", "docs", "rest.md");
  private static final String HEAD = "| Operation | Status | Shown by |\n| --- | --- | --- |\n";

  /** What there is to say about an operation beside that it is served. */
  private static final Map<Operation, String> NOTES =
      Map.of(
          Operation.REPORT_METRICS,
          "logged at debug",
          Operation.LIST_FUNCTIONS,
          "an empty list, because Iceberg has no classes for functions yet",
          Operation.LOAD_FUNCTION,
          "always 404");

  @TempDir private Path directory;

  @Test
  void theTableIsMadeOfTheTests() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(HEAD);
    int end = page.indexOf("\n\n", begin);
    String table = HEAD + String.join("\n", rows());

    if ("write".equals(System.getProperty("varve.docs"))) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as("`./mvnw test -Dtest=ConformanceTableTest -Dvarve.docs=write` writes it anew")
        .isEqualTo(table);
  }

  @Test
  void everyOperationOfTheSpecificationIsServedAndShown() throws Exception {
    assertThat(Operation.values()).hasSize(34);
    assertThat(served()).hasSize(34);
    assertThat(tests().keySet()).containsExactly(Operation.values());
  }

  @Test
  void seventeenOperationsCarryAnIdempotencyKey() {
    assertThat(Arrays.stream(Operation.values()).filter(Operation::isIdempotent)).hasSize(17);
  }

  private List<String> rows() throws Exception {
    Set<String> served = served();
    Map<Operation, Set<String>> tests = tests();
    List<String> rows = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      String endpoint = operation.endpoint().toString();
      String note = NOTES.containsKey(operation) ? ": " + NOTES.get(operation) : "";
      String status = served.contains(endpoint) ? "served" + note : "not served";
      String shown = String.join(", ", tests.getOrDefault(operation, Set.of()));
      rows.add("| `" + endpoint + "` | " + status + " | " + shown + " |");
    }
    return rows;
  }

  /** What the server says that it answers. */
  private Set<String> served() {
    try (TestServer server = TestServer.start(directory)) {
      ConfigResponse config =
          ConfigResponseParser.fromJson(
              new RestClient(server.uri()).get("/v1/config").json().toString());
      return config.endpoints().stream().map(Object::toString).collect(Collectors.toSet());
    }
  }

  /** The tests that show each operation, the kit last. */
  private static Map<Operation, Set<String>> tests() throws Exception {
    Map<Operation, Set<String>> tests = new EnumMap<>(Operation.class);
    for (Class<?> each : testClasses()) {
      Shows shows = each.getAnnotation(Shows.class);
      if (shows != null) {
        for (String operation : shows.value()) {
          tests
              .computeIfAbsent(Operation.valueOf(operation), missing -> new TreeSet<>())
              .add(each == RestCompatibilityKitIT.class ? "kit" : "`" + each.getSimpleName() + "`");
        }
      }
    }
    return tests;
  }

  private static List<Class<?>> testClasses() throws IOException, ClassNotFoundException {
    Path root = Path.of("target", "test-classes");
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(root.resolve("org/varve/server"))) {
      for (Path file :
          tree.filter(path -> path.toString().matches(".*(Test|IT)\\.class")).toList()) {
        String name = root.relativize(file).toString().replace('/', '.');
        classes.add(
            Class.forName(
                name.substring(0, name.length() - ".class".length()),
                false,
                ConformanceTableTest.class.getClassLoader()));
      }
    }
    return classes;
  }
}
