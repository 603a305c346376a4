// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.ChangeSetJson;
import org.varve.client.wire.RecordedChangeSetJson;
import org.varve.history.ChangeSet;
import org.varve.history.RecordedChangeSet;
import org.varve.sql.QueryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve record}. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = "Record change sets, one JSON object a line, each all or nothing.")
final class RecordCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Lines to record; - or nothing for standard input.")
  private String file = "-";

  @Option(
      names = "--project",
      paramLabel = "PATH",
      description = "A path inside the project; otherwise the first path of each change set tells.")
  private @Nullable String path;

  RecordCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<RecordedChangeSet> recorded = new ArrayList<>();
    try (LakehouseClient client = server.connect(console);
        Lines lines = Lines.open(open())) {
      ProjectFinder projects = new ProjectFinder(client, path);
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        recorded.add(record(client, projects, lines.number(), line.get()));
      }
    } catch (NoSuchFileException e) {
      throw new CommandException("File does not exist: " + file);
    } catch (IOException e) {
      throw new CommandException("Cannot read " + file + ": " + e.getMessage(), e);
    } finally {
      if (server.json()) {
        console.println(RecordedChangeSetJson.formatAll(recorded).toString());
      }
    }
  }

  private RecordedChangeSet record(
      LakehouseClient client, ProjectFinder projects, long number, byte[] line) {
    try {
      ChangeSet changeSet = ChangeSetJson.parse(new ByteArrayInputStream(line));
      RecordedChangeSet recorded = client.recordChanges(projects.of(changeSet).id(), changeSet);
      if (!server.json()) {
        print(recorded);
      }
      return recorded;
    } catch (QueryException e) {
      throw atLine(number, e);
    } catch (CommandException e) {
      throw new CommandException("line " + number + ": " + e.getMessage(), e);
    }
  }

  /** With the line, but still recognizable as a server that is not there. */
  private static QueryException atLine(long number, QueryException failure) {
    String what = failure.kind() == QueryException.Kind.UNAVAILABLE ? "" : "line " + number + ": ";
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new QueryException(failure.kind(), what + failure.getMessage(), cause);
  }

  private void print(RecordedChangeSet recorded) {
    console.println(
        (recorded.repeated() ? "already recorded " : "recorded ")
            + recorded.changeSetId()
            + "  "
            + recorded.recordedAt()
            + "  "
            + Counts.of(recorded.changes(), "change")
            + "  snapshot "
            + recorded.snapshotId());
    recorded.warnings().forEach(warning -> console.println("  warning: " + Cell.oneLine(warning)));
  }

  private InputStream open() throws IOException {
    if (!file.equals("-")) {
      return Files.newInputStream(Path.of(file));
    }
    return new FilterInputStream(console.in()) {
      @Override
      public void close() {
        // Standard input is not ours to close.
      }
    };
  }
}
