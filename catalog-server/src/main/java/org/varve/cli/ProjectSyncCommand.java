// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import org.varve.client.LakehouseClient;
import org.varve.client.wire.SyncedReadersJson;
import org.varve.history.SyncedReaders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code varve project sync}. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    description = "Let those read a project's files who may read the project, and nobody else.")
final class ProjectSyncCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "PATH", description = "Logical path inside the project.")
  private String path = "";

  ProjectSyncCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      SyncedReaders synced = client.syncReaders(Projects.enclosing(client, path).id());
      if (server.json()) {
        console.println(SyncedReadersJson.format(synced).toString());
        return;
      }
      console.println("Users and groups whose access changed: " + synced.changed());
      if (!synced.narrower().isEmpty()) {
        console.println("Some reader may not read these, and sees their history:");
        synced.narrower().forEach(collection -> console.println("  " + collection));
      }
    }
  }
}
