// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.util.List;

/**
 * A checked configuration and how it came about.
 *
 * @param settings every setting, in the order of the reference
 */
public record LoadedConfig(ServerConfig server, List<Setting> settings) {
  public LoadedConfig {
    settings = List.copyOf(settings);
  }
}
