// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.time.Duration;

/** What settings have in common that can be wrong. */
final class Check {
  private Check() {}

  static void between(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new ConfigException(
          "Invalid " + key + ": not between " + min + " and " + max + ": " + value);
    }
  }

  static void positive(String key, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new ConfigException("Invalid " + key + ": not positive: " + Durations.format(value));
    }
  }

  static void notBlank(String key, String value) {
    if (value.isBlank()) {
      throw new ConfigException("Invalid " + key + ": empty");
    }
  }
}
