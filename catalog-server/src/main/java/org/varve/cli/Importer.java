// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.varve.client.LakehouseClient;
import org.varve.history.ImportRun;
import org.varve.history.Project;
import org.varve.history.RecordedChangeSet;
import org.varve.sql.QueryException;

/** Sends the change sets of one input to a project, batch by batch. One thread at a time. */
final class Importer {
  private static final Pattern PLACE = Pattern.compile("change_sets\\[(\\d+)\\][.:]? ?");

  private final LakehouseClient client;
  private final Project project;
  private final ImportRun run;
  private final ImportBatches batches;
  private ImportTally tally = ImportTally.NOTHING;

  Importer(LakehouseClient client, Project project, ImportRun run, ImportBatches batches) {
    this.client = client;
    this.project = project;
    this.run = run;
    this.batches = batches;
  }

  /** What was imported so far. */
  ImportTally tally() {
    return tally;
  }

  /**
   * Imports all of {@code input}. When a line is broken, what comes before it is imported all the
   * same.
   *
   * @param progress is told how many bytes of the input are done with
   * @throws ImportInput.BrokenException if a line is no change set, or is refused
   */
  void importAll(ImportInput input, LongConsumer progress) throws ImportInput.BrokenException {
    try {
      for (var item = input.next(); item.isPresent(); item = input.next()) {
        if (batches.isFullBefore(item.get())) {
          send(batches.take());
          progress.accept(input.position());
        }
        batches.add(item.get());
      }
    } finally {
      send(batches.take());
      progress.accept(input.position());
    }
  }

  private void send(List<ImportInput.Item> batch) throws ImportInput.BrokenException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<RecordedChangeSet> recorded =
          client.importChanges(
              project.id(), run, batch.stream().map(ImportInput.Item::changeSet).toList());
      tally = tally.plus(recorded);
    } catch (QueryException e) {
      Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
      if (!place.find()) {
        throw e;
      }
      long line = batch.get(Integer.parseInt(place.group(1))).line();
      throw new ImportInput.BrokenException(line, place.replaceFirst(""));
    }
  }
}
