// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a GenQuery1 condition says of one column. A value runs from the first quote to the last; a
 * condition is compound where {@code ||} or {@code &&} stands outside of quotes.
 */
final class Condition {
  private final String text;

  Condition(String text) {
    this.text = text.strip();
  }

  boolean holds(String value) {
    int or = operator("||");
    if (or >= 0) {
      return new Condition(text.substring(0, or)).holds(value)
          || new Condition(text.substring(or + 2)).holds(value);
    }
    int and = operator("&&");
    if (and >= 0) {
      return new Condition(text.substring(0, and)).holds(value)
          && new Condition(text.substring(and + 2)).holds(value);
    }
    return holdsSimple(value);
  }

  private boolean holdsSimple(String value) {
    int quote = text.indexOf('\'');
    if (quote < 0) {
      throw new ZoneException(Codes.AVU_INVALID);
    }
    String verb = text.substring(0, quote).strip();
    String operand = text.substring(quote + 1, text.lastIndexOf('\''));
    return switch (verb) {
      case "=" -> value.equals(operand);
      case "!=", "<>" -> !value.equals(operand);
      case "like" -> matches(value, operand);
      case "not like" -> !matches(value, operand);
      case "in (", "in(" -> operands().contains(value);
      case "<", "n<" -> compare(value, operand) < 0;
      case ">", "n>" -> compare(value, operand) > 0;
      case "<=", "n<=" -> compare(value, operand) <= 0;
      case ">=", "n>=" -> compare(value, operand) >= 0;
      case "between" -> {
        List<String> bounds = operands();
        yield compare(value, bounds.get(0)) >= 0 && compare(value, bounds.get(1)) <= 0;
      }
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    };
  }

  private int operator(String operator) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\'') {
        quoted = !quoted;
      } else if (!quoted && text.startsWith(operator, i)) {
        return i;
      }
    }
    return -1;
  }

  private List<String> operands() {
    String[] parts = text.split("'", -1);
    List<String> operands = new ArrayList<>();
    for (int i = 1; i < parts.length; i += 2) {
      operands.add(parts[i]);
    }
    return operands;
  }

  private static int compare(String a, String b) {
    return a.matches("\\d+") && b.matches("\\d+")
        ? Long.compare(Long.parseLong(a), Long.parseLong(b))
        : a.compareTo(b);
  }

  /** SQL's pattern: {@code %} any, {@code _} one, a backslash before either takes it literally. */
  static boolean matches(String value, String pattern) {
    var regex = new StringBuilder("(?s)");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.matches(regex.toString(), value);
  }
}
