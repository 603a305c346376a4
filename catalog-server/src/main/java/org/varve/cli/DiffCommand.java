// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.AsOfClock;
import org.varve.client.wire.NetChangeJson;
import org.varve.client.wire.RecordedChangeJson;
import org.varve.history.AsOf;
import org.varve.history.DiffQuery;
import org.varve.history.NetChange;
import org.varve.history.Operation;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code varve diff}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "What changed between two times or snapshots.")
final class DiffCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      description = "With everything below it; the whole project if there is only one.")
  private @Nullable String path;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "T",
      description = "A time or a snapshot id; what was so then is no difference.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "T",
      description = "A time or a snapshot id, inclusive; now if it is left out.")
  private @Nullable String to;

  @Option(names = "--net", description = "Only what differs in the end, not every change.")
  private boolean net;

  DiffCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Points points = new Points(spec);
    AsOf earlier = points.point("--from", from, AsOfClock.RECORDED);
    AsOf later = points.point("--to", to, AsOfClock.RECORDED);
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.choose(client, path, "diff");
      if (net) {
        printNet(
            project,
            Pages.all(
                token ->
                    client.netDiff(
                        project.id(), new DiffQuery(path, earlier, later, Pages.SIZE, token))));
      } else {
        printChanges(
            project,
            Pages.all(
                token ->
                    client.diff(
                        project.id(), new DiffQuery(path, earlier, later, Pages.SIZE, token))));
      }
    }
  }

  private void printChanges(Project project, Pages<RecordedChange> pages) {
    if (server.json()) {
      new JsonDocument(console)
          .print(project, about(project), "changes", pages, RecordedChangeJson::format);
    } else if (ChangeColumns.ofManyPaths().print(console, pages) == 0) {
      console.println("No changes");
    }
  }

  private void printNet(Project project, Pages<NetChange> pages) {
    Table<NetChange> table =
        new Table<>(
            List.of(
                Column.of("", change -> change.operation() == Operation.ADD ? "+" : "-"),
                Column.path("path", NetChange::irodsPath),
                Column.shortened("attribute", change -> change.avu().attribute()),
                Column.shortened("value", change -> change.avu().value()),
                Column.shortened("unit", change -> change.avu().unit())));
    if (server.json()) {
      new JsonDocument(console)
          .print(project, about(project), "changes", pages, NetChangeJson::format);
    } else if (table.print(console, pages) == 0) {
      console.println("No difference");
    }
  }

  private String about(Project project) {
    return path == null ? project.irodsPath() : path;
  }
}
