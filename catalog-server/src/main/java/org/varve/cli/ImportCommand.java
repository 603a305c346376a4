// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.Json;
import org.varve.history.ImportRun;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Import a whole history: lines as for record, with actor and event_time, oldest first.",
      "Run it again with the same file to go on after an interruption; nothing is imported twice."
    })
final class ImportCommand implements Runnable {
  /** Small enough that engines find a snapshot near every time, large enough to be fast. */
  private static final int ENOUGH_CHANGES = 500;

  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "FILE", description = "NDJSON, plain or gzipped.")
  private Path file = Path.of("");

  @Option(
      names = "--project",
      paramLabel = "PATH",
      description = "A path inside the project; otherwise the first path of the file tells.")
  private @Nullable String path;

  @Option(
      names = "--times",
      paramLabel = "CLOCK",
      description =
          "What event times become: recorded or effective; recorded if the project has no changes"
              + " of its own.")
  private ImportRun.@Nullable Times times;

  @Option(
      names = "--close",
      description = "Import nothing: give up an import of FILE that was interrupted.")
  private boolean close;

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (ImportInput input = ImportInput.open(file);
        LakehouseClient client = server.connect(console)) {
      importFrom(input, client);
    }
  }

  private void importFrom(ImportInput input, LakehouseClient client) {
    Optional<ImportInput.Item> first = first(input);
    if (first.isEmpty()) {
      throw new CommandException("Cannot import " + file + ": it is empty");
    }
    Project project = new ProjectFinder(client, path).of(first.get().changeSet().changeSet());
    ImportRun run = client.openImport(project.id(), input.id(), Optional.ofNullable(times));
    if (!close) {
      importAll(client, project, run);
    }
    client.closeImport(project.id(), run);
    if (close) {
      console.println("Closed the import of " + file + "; what was imported stays");
    }
  }

  private void importAll(LakehouseClient client, Project project, ImportRun run) {
    Importer importer = new Importer(client, project, run, new ImportBatches(ENOUGH_CHANGES));
    try (ImportInput input = ImportInput.open(file);
        ImportProgress progress = new ImportProgress(console, size(), Clock.systemUTC())) {
      importer.importAll(input, position -> progress.advance(position, importer.tally().present()));
    } catch (ImportInput.BrokenException e) {
      throw new CommandException(
          "%s, %s; %s before it are recorded; mend the file and import it again, or give up with: varve import --close %s"
              .formatted(
                  file, e.getMessage(), Counts.of(importer.tally().present(), "change set"), file),
          e);
    }
    print(project, run, importer.tally());
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new CommandException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void print(Project project, ImportRun run, ImportTally tally) {
    if (server.json()) {
      console.println(
          Json.object()
              .put("project_id", project.id())
              .put("input_id", run.inputId())
              .put("change_sets", tally.changeSets())
              .put("changes", tally.changes())
              .put("repeated", tally.repeated())
              .put("warnings", tally.warnings())
              .toString());
      return;
    }
    String already =
        tally.repeated() == 0
            ? ""
            : "; " + Counts.of(tally.repeated(), "change set") + " had been imported before";
    String warnings = tally.warnings() == 0 ? "" : "; " + Counts.of(tally.warnings(), "warning");
    console.println(
        "Imported "
            + Counts.of(tally.changeSets(), "change set")
            + " with "
            + Counts.of(tally.changes(), "change")
            + " into "
            + project.irodsPath()
            + already
            + warnings);
  }

  private Optional<ImportInput.Item> first(ImportInput input) {
    try {
      return input.next();
    } catch (ImportInput.BrokenException e) {
      throw new CommandException(file + ", " + e.getMessage() + "; nothing was imported", e);
    }
  }
}
