// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.RecordedChangeJson;
import org.varve.history.ChangeQuery;
import org.varve.history.ChangeType;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code varve search}. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = "Changes that match all conditions, newest first.")
final class SearchCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(names = "--attribute", paramLabel = "A", description = "Of this attribute.")
  private @Nullable String attribute;

  @Option(names = "--value", paramLabel = "V", description = "To or from this value.")
  private @Nullable String value;

  @Option(names = "--actor", paramLabel = "U", description = "By this user, user#zone.")
  private @Nullable String actor;

  @Option(names = "--type", paramLabel = "TYPE", description = "add, update or delete.")
  private @Nullable ChangeType type;

  @Option(names = "--from", paramLabel = "T", description = "Recorded at this time or later.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "T", description = "Recorded at this time or earlier.")
  private @Nullable String to;

  @Option(names = "--under", paramLabel = "PATH", description = "Of this path or below it.")
  private @Nullable String under;

  @Option(names = "--limit", paramLabel = "N", description = "The newest N only.")
  private @Nullable Integer limit;

  SearchCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ChangeQuery query = query();
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.choose(client, under, "--under");
      Pages<RecordedChange> pages =
          Pages.first(limit, token -> client.changes(project.id(), at(query, token)));
      if (server.json()) {
        String about = under == null ? project.irodsPath() : under;
        new JsonDocument(console)
            .print(project, about, "changes", pages, RecordedChangeJson::format);
      } else if (ChangeColumns.ofManyPaths().print(console, pages) == 0) {
        console.println("No changes match");
      }
    }
  }

  private ChangeQuery query() {
    Points points = new Points(spec);
    return new ChangeQuery(
        under,
        true,
        attribute,
        value,
        actor,
        type,
        points.time("--from", from),
        points.time("--to", to),
        ChangeQuery.Order.NEWEST_FIRST,
        Pages.size(limit),
        null);
  }

  private static ChangeQuery at(ChangeQuery query, @Nullable String token) {
    return new ChangeQuery(
        query.path(),
        query.recursive(),
        query.attribute(),
        query.value(),
        query.actor(),
        query.type(),
        query.from(),
        query.to(),
        query.order(),
        query.limit(),
        token);
  }
}
