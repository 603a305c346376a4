// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.RecordedChangeJson;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve history}. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = "Every change of a path, newest first.")
final class HistoryCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "PATH", description = "Logical path of an object or a collection.")
  private String path = "";

  @Option(names = "--limit", paramLabel = "N", description = "The newest N only.")
  private @Nullable Integer limit;

  HistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.enclosing(client, path);
      Pages<RecordedChange> pages =
          Pages.first(
              limit,
              token ->
                  client.history(
                      project.id(), path, Pages.size(limit), Optional.ofNullable(token)));
      if (server.json()) {
        new JsonDocument(console)
            .print(project, path, "changes", pages, RecordedChangeJson::format);
      } else if (ChangeColumns.ofOnePath().print(console, pages) == 0) {
        console.println("No changes of " + path);
      }
    }
  }
}
