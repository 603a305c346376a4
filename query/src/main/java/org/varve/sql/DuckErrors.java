// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.varve.sql.QueryException.Kind;

/** DuckDB's failures as answers to a caller. */
final class DuckErrors {
  /** The beginning of DuckDB's message, and what it means for a caller; everything else failed. */
  private static final List<Map.Entry<String, Kind>> KINDS =
      List.of(
          Map.entry("INTERRUPT Error", Kind.CANCELLED),
          Map.entry("Out of Memory Error", Kind.TOO_LARGE),
          Map.entry("Binder Error", Kind.UNPROCESSABLE),
          Map.entry("Catalog Error", Kind.UNPROCESSABLE),
          Map.entry("Parser Error", Kind.UNPROCESSABLE),
          Map.entry("Syntax Error", Kind.UNPROCESSABLE),
          Map.entry("Conversion Error", Kind.UNPROCESSABLE),
          Map.entry("Invalid Input Error", Kind.UNPROCESSABLE),
          Map.entry("Invalid type Error", Kind.UNPROCESSABLE),
          Map.entry("Mismatch Type Error", Kind.UNPROCESSABLE),
          Map.entry("Out of Range Error", Kind.UNPROCESSABLE),
          Map.entry("Divide by Zero Error", Kind.UNPROCESSABLE),
          Map.entry("Expression Error", Kind.UNPROCESSABLE),
          Map.entry("Not implemented Error", Kind.UNPROCESSABLE));

  private final String cacheDirectory;

  DuckErrors(Path cacheDirectory) {
    this.cacheDirectory = cacheDirectory.toString();
  }

  /**
   * One sentence without local paths: what DuckDB says when the statement is at fault, a fixed one
   * otherwise.
   */
  QueryException translate(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    Kind kind = kind(message);
    String sentence =
        switch (kind) {
          case CANCELLED -> "Cannot finish query: it was cancelled";
          case TOO_LARGE -> "Cannot finish query: it needs more memory than sql.memory-bytes";
          case FAILED -> "Failed to run query: an error inside the engine";
          default -> "Cannot run query: " + sentence(message);
        };
    return new QueryException(kind, sentence, failure);
  }

  private Kind kind(String message) {
    // What names a cached file speaks of that file, not of the statement.
    if (message.contains(cacheDirectory)) {
      return Kind.FAILED;
    }
    return KINDS.stream()
        .filter(entry -> message.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Kind.FAILED);
  }

  /** The first line, without the class of the error in front. */
  static String sentence(String message) {
    String line = message.strip().lines().findFirst().orElse("unknown").strip();
    int colon = line.indexOf("Error: ");
    return colon < 0 ? line : line.substring(colon + "Error: ".length());
  }
}
