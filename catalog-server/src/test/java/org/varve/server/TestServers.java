// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.varve.server.config.ConfigSources;

/** Whole servers for tests, on a free port and with an embedded database. */
public final class TestServers {
  private TestServers() {}

  /** Starts a server that keeps everything in {@code directory}. The caller closes it. */
  public static CatalogServer start(Path directory) {
    return start(directory, Map.of());
  }

  /** The same with more settings. */
  public static CatalogServer start(Path directory, Map<String, String> settings) {
    Map<String, String> flags = new HashMap<>(settings);
    flags.put("server.data-directory", directory.toString());
    flags.put("http.port", "0");
    flags.put("identity.local-owner", "ana#tempZone");
    return CatalogServer.start(
        new ConfigSources(Optional.empty(), Map.of(), flags).load().server(), Clock.systemUTC());
  }
}
