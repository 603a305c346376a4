// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.LostTurnException;
import org.varve.history.Project;

/**
 * Brings one more snapshot of {@code avu_changes} into the catalog, in one transaction with what
 * belongs to it. Used by one thread, the one that has the turn.
 */
final class LogCommit {
  private static final Logger LOG = LoggerFactory.getLogger(LogCommit.class);
  private static final int MAX_ATTEMPTS = 6;

  private final PostgresLedger ledger;
  private final Project project;
  private final TurnOperations operations;
  private final TurnFileIO io;
  private final List<String> dataFiles;

  /**
   * @param io writes all files that are the commit's own
   * @param dataFiles those of them that it makes visible
   */
  LogCommit(
      PostgresLedger ledger,
      Project project,
      TurnOperations operations,
      TurnFileIO io,
      List<String> dataFiles) {
    this.ledger = ledger;
    this.project = project;
    this.operations = operations;
    this.io = io;
    this.dataFiles = dataFiles;
  }

  /**
   * Commits.
   *
   * @param update what makes the snapshot; it is applied and never committed itself
   * @param stamp gives the snapshot its time
   * @throws LostTurnException if other commits keep coming in between; nothing happened
   * @throws org.apache.iceberg.exceptions.CommitStateUnknownException if nobody knows
   */
  void commit(SnapshotUpdate<?> update, Stamp stamp, Origin origin, Rows rows) {
    for (int attempt = 1; ; attempt++) {
      NextMetadata next = write(update, stamp);
      try {
        ledger
            .commits()
            .commit(
                origin,
                List.of(pointerChange(next)),
                connection -> {
                  rows.write(connection, next.location(), next.superseded());
                  return true;
                });
        ledger.tables().remember(next.location(), next.metadata());
        if (attempt > 1) {
          deleteOvertaken(next);
        }
        return;
      } catch (CommitFailedException e) {
        // The epoch held, so that no history came in between: the stamps and the rows stay, and
        // only what Iceberg wraps around them is made again.
        if (attempt == MAX_ATTEMPTS) {
          throw new LostTurnException(
              "Cannot commit change sets: other commits keep changing the table of "
                  + project.irodsPath());
        }
        operations.rebase(ledger.tables().loadCurrent(project));
      }
    }
  }

  private PointerChange pointerChange(NextMetadata next) {
    return new PointerChange(
        LogTables.identifierOf(project),
        PointerType.TABLE,
        operations.current().metadataFileLocation(),
        next.location(),
        MetadataFacts.of(next.metadata()));
  }

  private NextMetadata write(SnapshotUpdate<?> update, Stamp stamp) {
    TableMetadata base = operations.current();
    Snapshot snapshot = stamp.on(update.apply(), base);
    // The one that is current loses that name, and counts.
    List<Snapshot> expired = UnnamedSnapshots.listBeyond(base, UnnamedSnapshots.MAX - 1);
    TableMetadata next = AppendedMetadata.of(base, snapshot, expired, System.currentTimeMillis());
    String location =
        operations.metadataFileLocation(
            String.format(
                Locale.ROOT,
                "%05d-%s.metadata.json",
                next.lastSequenceNumber(),
                UUID.randomUUID()));
    TableMetadataParser.write(next, io.newOutputFile(location));
    io.awaitUploads();
    return new NextMetadata(location, next, superseded(base, next, expired));
  }

  /** What nothing refers to once the pointer has moved. */
  private static List<String> superseded(
      TableMetadata base, TableMetadata next, List<Snapshot> expired) {
    List<String> locations = new ArrayList<>();
    expired.stream()
        .filter(snapshot -> next.snapshot(snapshot.snapshotId()) == null)
        .forEach(snapshot -> locations.add(snapshot.manifestListLocation()));
    Set<TableMetadata.MetadataLogEntry> kept = new HashSet<>(next.previousFiles());
    base.previousFiles().stream()
        .filter(entry -> !kept.contains(entry))
        .forEach(entry -> locations.add(entry.file()));
    return locations;
  }

  /**
   * Deletes what attempts wrote that were overtaken. The commit has happened, so nothing here may
   * fail: whoever heard of it would take the commit for failed, and delete what is the table's.
   */
  private void deleteOvertaken(NextMetadata next) {
    try {
      Snapshot snapshot = next.metadata().currentSnapshot();
      Set<String> kept = new HashSet<>(dataFiles);
      kept.add(next.location());
      kept.add(snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        kept.add(manifest.path());
      }
      io.deleteAllBut(kept);
    } catch (RuntimeException e) {
      LOG.warn("Failed to delete what overtaken commits of {} left", project.irodsPath(), e);
    }
  }

  /** Gives a snapshot its time. */
  @FunctionalInterface
  interface Stamp {
    Snapshot on(Snapshot snapshot, TableMetadata base);
  }

  /** What else the transaction of the commit does. */
  @FunctionalInterface
  interface Rows {
    /**
     * Writes them.
     *
     * @param location of the table's metadata once the pointer has moved
     * @param garbage files that nothing refers to then
     */
    void write(Connection connection, String location, List<String> garbage) throws SQLException;
  }

  /**
   * Metadata that is written and not yet the table's.
   *
   * @param superseded files that nothing refers to once it is
   */
  private record NextMetadata(String location, TableMetadata metadata, List<String> superseded) {}
}
