// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.SnapshotJson;
import org.varve.history.HistorySnapshot;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code varve snapshots}. */
@Command(
    name = "snapshots",
    mixinStandardHelpOptions = true,
    description = "The snapshots of a project's history, newest first.")
final class SnapshotsCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--project",
      paramLabel = "PATH",
      description = "A path inside the project; not needed if there is only one.")
  private @Nullable String path;

  @Option(names = "--limit", paramLabel = "N", description = "The newest N only.")
  private @Nullable Integer limit;

  SnapshotsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.choose(client, path, "--project");
      Pages<HistorySnapshot> pages =
          Pages.first(
              limit,
              token ->
                  client.snapshots(project.id(), Pages.size(limit), Optional.ofNullable(token)));
      if (server.json()) {
        new JsonDocument(console)
            .print(project, project.irodsPath(), "snapshots", pages, SnapshotJson::format);
      } else if (table().print(console, pages) == 0) {
        console.println("No snapshots");
      }
    }
  }

  private static Table<HistorySnapshot> table() {
    return new Table<>(
        List.of(
            Column.of("snapshot", snapshot -> Long.toString(snapshot.snapshotId())),
            Column.of("recorded", snapshot -> snapshot.recordedAt().toString()),
            Column.of("change sets", snapshot -> Integer.toString(snapshot.changeSets())),
            Column.of("changes", snapshot -> Integer.toString(snapshot.changes())),
            Column.of("time travel", snapshot -> snapshot.live() ? "yes" : "expired")));
  }
}
