// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.server.CatalogServer;
import org.varve.server.config.ConfigSources;
import org.varve.server.config.ServerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Run the server until it is interrupted.")
final class ServeCommand implements Runnable {
  private final Console console;

  @Option(names = "--config", paramLabel = "FILE", description = "A configuration file.")
  private @Nullable Path file;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "What the server keeps by itself; .varve if it is left out.")
  private @Nullable Path dataDirectory;

  @Option(names = "--port", paramLabel = "N", description = "0 picks a free one.")
  private @Nullable Integer port;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ServerConfig config =
        new ConfigSources(Optional.ofNullable(file), console.environment(), flags())
            .load()
            .server();
    LogOutput.configure(config.log());
    CatalogServer server = CatalogServer.start(config, Clock.systemUTC());
    console.println("varve ready at " + server.address());
    console.out().flush();
    UntilInterrupted.serve(server);
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    if (dataDirectory != null) {
      flags.put("server.data-directory", escaped(dataDirectory.toString()));
    }
    if (port != null) {
      flags.put("http.port", port.toString());
    }
    return flags;
  }

  /** A shell has replaced variables already. */
  private static String escaped(String value) {
    return value.replace("$", "$$");
  }
}
