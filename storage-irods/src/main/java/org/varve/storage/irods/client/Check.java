// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.time.Duration;

/** Checks of settings that name the key, the value and what is allowed. */
final class Check {
  static void text(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("Invalid %s: must not be blank".formatted(key));
    }
  }

  static void between(String key, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          "Invalid %s: must be between %d and %d: %d".formatted(key, lowest, highest, value));
    }
  }

  static void positive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("Invalid %s: must be positive: %s".formatted(key, value));
    }
  }

  private Check() {}
}
