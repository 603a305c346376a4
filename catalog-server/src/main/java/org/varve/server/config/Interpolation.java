// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Environment variables inside values: {@code ${NAME}} must be set, {@code ${NAME:-default}} may be
 * missing or empty, {@code $$} is one dollar sign.
 *
 * <p>Our own because the library's form is {@code ${NAME:default}}, and people bring the shell's.
 */
final class Interpolation {
  private static final Pattern EXPRESSION =
      Pattern.compile("\\$(?:(\\$)|\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}|)");

  private final Map<String, String> environment;

  Interpolation(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  String resolve(String key, String text) {
    Matcher matcher = EXPRESSION.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value(key, text, matcher)));
    }
    return matcher.appendTail(resolved).toString();
  }

  private String value(String key, String text, Matcher matcher) {
    if (matcher.group(1) != null) {
      return "$";
    }
    String name = matcher.group(2);
    if (name == null) {
      throw new ConfigException(
          "Invalid " + key + ": write ${NAME}, ${NAME:-default}, or $$ for a dollar sign: " + text);
    }
    String value = environment.getOrDefault(name, "");
    if (!value.isEmpty()) {
      return value;
    }
    if (matcher.group(3) == null) {
      throw new ConfigException("Invalid " + key + ": environment variable is not set: " + name);
    }
    return matcher.group(3);
  }
}
