// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.varve.sql.QueryException.Kind;

/** DuckDB's failures as answers to a caller. */
final class DuckErrors {
  /** The beginning of DuckDB's message, and what it means for a caller; first match wins. */
  private static final List<Map.Entry<String, Kind>> KINDS =
      List.of(
          Map.entry("INTERRUPT", Kind.CANCELLED),
          Map.entry("Out of Memory", Kind.TOO_LARGE),
          Map.entry("IO Error", Kind.FAILED),
          Map.entry("Permission", Kind.FAILED),
          Map.entry("FATAL", Kind.FAILED),
          Map.entry("INTERNAL", Kind.FAILED),
          Map.entry("TransactionContext", Kind.FAILED),
          Map.entry("", Kind.UNPROCESSABLE));

  private DuckErrors() {}

  /**
   * One sentence without local paths: what DuckDB says when the statement is at fault, a fixed one
   * otherwise.
   */
  static QueryException translate(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    Kind kind = kind(message);
    String sentence =
        switch (kind) {
          case CANCELLED -> "Cannot finish query: it was cancelled";
          case TOO_LARGE -> "Cannot finish query: it needs more memory than sql.memory-bytes";
          case FAILED -> "Failed to run query: an error inside the engine";
          default -> "Cannot run query: " + reason(message);
        };
    return new QueryException(kind, sentence, failure);
  }

  private static Kind kind(String message) {
    return KINDS.stream()
        .filter(entry -> startsWith(message, entry.getKey()))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static boolean startsWith(String message, String prefix) {
    return message.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT));
  }

  /** The first line, without the class of the error in front. */
  private static String reason(String message) {
    String line = message.strip().lines().findFirst().orElse("unknown").strip();
    int colon = line.indexOf("Error: ");
    return colon < 0 ? line : line.substring(colon + "Error: ".length());
  }
}
