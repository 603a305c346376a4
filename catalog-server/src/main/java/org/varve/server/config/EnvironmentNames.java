// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How keys and environment variables are named after each other. */
final class EnvironmentNames {
  private static final String PREFIX = "VARVE__";

  private EnvironmentNames() {}

  static String variable(String key) {
    return PREFIX + key.replace(".", "__").replace("-", "_").toUpperCase(Locale.ROOT);
  }

  /** The settings among environment variables, by key. */
  static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(PREFIX)) {
            settings.put(key(variable), value);
          }
        });
    return settings;
  }

  private static String key(String variable) {
    String name = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    return name.replace("__", ".").replace("_", "-");
  }
}
