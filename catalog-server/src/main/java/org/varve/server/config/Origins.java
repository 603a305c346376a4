// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import io.smallrye.config.ConfigValue;

/** The sources of settings: their order, and their names as a person is told them. */
final class Origins {
  static final int FILE_ORDINAL = 100;
  static final int ENVIRONMENT_ORDINAL = 200;
  static final int FLAG_ORDINAL = 300;

  private Origins() {}

  static String of(ConfigValue value) {
    return switch (value.getConfigSourceOrdinal()) {
      case FLAG_ORDINAL -> "command line";
      case ENVIRONMENT_ORDINAL -> EnvironmentNames.variable(value.getName());
      default -> value.getConfigSourceName() + ":" + value.getLineNumber();
    };
  }
}
