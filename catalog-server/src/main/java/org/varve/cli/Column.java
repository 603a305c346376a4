// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.Locale;
import java.util.function.Function;

/** A column of a table for people. */
record Column<T>(String title, Function<T, String> text, Shortening shortening) {

  /** What happens to a value that does not fit. */
  enum Shortening {
    NEVER,
    KEEP_HEAD,
    KEEP_TAIL
  }

  /** A column whose values are short and always shown whole. */
  static <T> Column<T> of(String title, Function<T, String> text) {
    return new Column<>(title.toUpperCase(Locale.ROOT), text, Shortening.NEVER);
  }

  /** A column with the title as it is, whose long values lose their end. */
  static <T> Column<T> named(String title, Function<T, String> text) {
    return new Column<>(title, text, Shortening.KEEP_HEAD);
  }

  /** A column whose long values lose their end. */
  static <T> Column<T> shortened(String title, Function<T, String> text) {
    return new Column<>(title.toUpperCase(Locale.ROOT), text, Shortening.KEEP_HEAD);
  }

  /** A column whose long values lose their beginning. */
  static <T> Column<T> path(String title, Function<T, String> text) {
    return new Column<>(title.toUpperCase(Locale.ROOT), text, Shortening.KEEP_TAIL);
  }

  String fitted(String value, int width) {
    return switch (shortening) {
      case NEVER -> value;
      case KEEP_HEAD -> Cell.head(value, width);
      case KEEP_TAIL -> Cell.tail(value, width);
    };
  }
}
