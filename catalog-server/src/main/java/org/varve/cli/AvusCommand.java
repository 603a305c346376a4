// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.AsOfClock;
import org.varve.client.wire.LiveAvuJson;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.LiveAvu;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code varve avus}. */
@Command(
    name = "avus",
    mixinStandardHelpOptions = true,
    description = "The AVUs of a path, now or as of a time or a snapshot.")
final class AvusCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "PATH", description = "Logical path of an object or a collection.")
  private String path = "";

  @Option(
      names = "--as-of",
      paramLabel = "T",
      description =
          "A time (2024-02-14, 2024-02-14T13:37:00Z; UTC if it has no zone) or a snapshot id.")
  private @Nullable String asOf;

  @Option(
      names = "--by",
      paramLabel = "CLOCK",
      description = "What the time means: recorded (the default) or effective.")
  private AsOfClock by = AsOfClock.RECORDED;

  @Option(names = "--recursive", description = "With everything below PATH.")
  private boolean recursive;

  @Option(names = "--attribute", paramLabel = "A", description = "Only this attribute.")
  private @Nullable String attribute;

  AvusCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    AsOf point = new Points(spec).point("--as-of", asOf, by);
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.enclosing(client, path);
      Pages<LiveAvu> pages =
          Pages.all(
              token ->
                  client.avus(
                      project.id(),
                      new AvuQuery(path, recursive, point, attribute, Pages.SIZE, token)));
      if (server.json()) {
        new JsonDocument(console).print(project, path, "avus", pages, LiveAvuJson::format);
      } else if (table().print(console, pages) == 0) {
        console.println("No AVUs as of " + pages.firstPage().asOf());
      }
    }
  }

  private Table<LiveAvu> table() {
    return recursive
        ? new Table<>(
            List.of(
                Column.path("path", LiveAvu::irodsPath),
                Column.shortened("attribute", live -> live.avu().attribute()),
                Column.shortened("value", live -> live.avu().value()),
                Column.shortened("unit", live -> live.avu().unit())))
        : new Table<>(
            List.of(
                Column.shortened("attribute", live -> live.avu().attribute()),
                Column.shortened("value", live -> live.avu().value()),
                Column.shortened("unit", live -> live.avu().unit())));
  }
}
