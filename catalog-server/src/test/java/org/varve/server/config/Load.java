// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.util.Map;
import java.util.Optional;

/** Configurations from flags alone. */
final class Load {
  private Load() {}

  static ServerConfig flags(Map<String, String> flags) {
    return new ConfigSources(Optional.empty(), Map.of(), flags).load().server();
  }

  static ServerConfig nothing() {
    return flags(Map.of());
  }
}
