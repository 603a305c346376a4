// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.varve.sql.QueryException.Kind;

/**
 * The functions that a statement may call, by name; {@code allowed-functions.txt} says by which
 * rule a function is in it.
 */
final class SqlFunctions {
  static final Set<String> ALLOWED = load();

  /** Functions whose result is as long as one of their arguments says: which one that is. */
  private static final Map<String, Integer> SIZED =
      Map.of(
          "repeat",
          1,
          "lpad",
          1,
          "rpad",
          1,
          "list_resize",
          1,
          "array_resize",
          1,
          "bar",
          3,
          "bitstring",
          1,
          "to_base",
          2);

  private static final int MAX_SIZE = 10_000;

  private SqlFunctions() {}

  /**
   * Refuses a call that could make one huge value: DuckDB's memory limit does not count those.
   *
   * @throws QueryException of kind UNPROCESSABLE unless the size is a small constant
   */
  static void requireModestSize(JsonNode call) {
    String name = call.path("function_name").asText().toLowerCase(Locale.ROOT);
    Integer position = SIZED.get(name);
    if (position != null && !isSmallConstant(call.path("arguments").path(position))) {
      throw new QueryException(
          Kind.UNPROCESSABLE,
          "Cannot run statement: the size must be a constant of at most " + MAX_SIZE + ": " + name);
    }
  }

  private static boolean isSmallConstant(JsonNode argument) {
    if (argument.isMissingNode()) {
      return true;
    }
    String text = argument.path("expression").path("literal").path("text").asText();
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_SIZE;
  }

  private static Set<String> load() {
    try (InputStream in = SqlFunctions.class.getResourceAsStream("allowed-functions.txt")) {
      if (in == null) {
        throw new IllegalStateException("The list of functions is not in the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("# "))
          .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
          .filter(name -> !name.isEmpty())
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to read the list of functions", e);
    }
  }
}
