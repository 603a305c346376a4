// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

/** Names and strings as they stand in SQL text. */
final class SqlText {
  private SqlText() {}

  /** A quoted identifier. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A string literal. */
  static String string(String value) {
    return '\'' + value.replace("'", "''") + '\'';
  }
}
