// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

/** Text in one line of a terminal. */
final class Cell {
  private static final String ELLIPSIS = "…";

  private Cell() {}

  /**
   * With control characters made visible: a stored value could otherwise move the cursor or break a
   * table.
   */
  static String oneLine(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    text.chars()
        .forEach(
            unit -> {
              switch (unit) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                  if (Character.isISOControl(unit)) {
                    line.append('\uFFFD');
                  } else {
                    line.append((char) unit);
                  }
                }
              }
            });
    return line.toString();
  }

  static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The beginning that fits. */
  static String head(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, width - 1)) + ELLIPSIS;
  }

  /** The end that fits, which is what tells paths apart. */
  static String tail(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    return ELLIPSIS + text.substring(text.offsetByCodePoints(text.length(), 1 - width));
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }
}
