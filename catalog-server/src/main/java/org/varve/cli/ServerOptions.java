// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.varve.client.CatalogClient;
import org.varve.client.LakehouseClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server a command asks, and in which form it prints the answer. */
final class ServerOptions {
  private static final String DEFAULT = "http://127.0.0.1:8181";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server to ask; VARVE_SERVER, or " + DEFAULT + ".")
  private @Nullable String server;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** A client of the chosen server, to be closed by the caller. */
  LakehouseClient connect(Console console) {
    return LakehouseClient.connect(address(console));
  }

  /** A client of the chosen server's catalog. */
  CatalogClient connectToCatalog(Console console) {
    return CatalogClient.connect(address(console));
  }

  private URI address(Console console) {
    String text =
        server != null ? server : console.environment().getOrDefault("VARVE_SERVER", DEFAULT);
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // The same answer as for an address of another kind.
    }
    throw new ParameterException(
        command.commandLine(), "Invalid server: not an address such as " + DEFAULT + ": " + text);
  }
}
