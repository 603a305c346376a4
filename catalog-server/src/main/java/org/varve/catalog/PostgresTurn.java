// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.relocated.com.google.common.util.concurrent.MoreExecutors;
import org.jspecify.annotations.Nullable;
import org.varve.history.ImportRun;
import org.varve.history.LostTurnException;
import org.varve.history.Project;
import org.varve.history.RecordedChangeSet;
import org.varve.history.TripleKey;
import org.varve.history.Turn;
import org.varve.sql.QueryException;

/** A turn of a {@link PostgresLedger}: it holds the project's lease until it is closed. */
final class PostgresTurn implements Turn {
  private static final int MAX_ATTEMPTS = 6;

  private final PostgresLedger ledger;
  private final Project project;
  private final Optional<ImportRun> run;
  private final ClockStore.Lease lease;
  private final TurnFileIO io;
  private final TurnOperations operations;
  private final ScheduledFuture<?> renewal;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    COMMITTED,
    UNKNOWN,
    CLOSED
  }

  /**
   * A turn whose lease is taken.
   *
   * @param run the import whose turn it is
   * @param base what the table was after it was taken
   */
  PostgresTurn(
      PostgresLedger ledger,
      Project project,
      Optional<ImportRun> run,
      ClockStore.Lease lease,
      TableMetadata base) {
    this.ledger = ledger;
    this.project = project;
    this.run = run;
    this.lease = lease;
    this.io = ledger.newTurnFiles();
    this.operations = new TurnOperations(base, io);
    this.renewal = ledger.keepLease(project, lease);
  }

  @Override
  public Table table() {
    return new BaseTable(operations, LogTables.nameOf(project), report -> {});
  }

  @Override
  public Instant firstStamp() {
    return lease.firstStamp();
  }

  @Override
  public long snapshotId() {
    return operations.newSnapshotId();
  }

  @Override
  public Optional<String> previousHash() {
    return lease.lastHash();
  }

  @Override
  public Map<String, RecordedChangeSet> findRecorded(Collection<String> requestIds) {
    return requestIds.isEmpty()
        ? Map.of()
        : ledger
            .database()
            .runStatement(
                connection ->
                    ledger.changeSets().findByRequestIds(connection, project.id(), requestIds));
  }

  @Override
  public Map<TripleKey, String> findOpenAdds(Collection<TripleKey> keys) {
    return keys.isEmpty()
        ? Map.of()
        : ledger
            .database()
            .runStatement(
                connection -> ledger.changeSets().findOpenAdds(connection, project.id(), keys));
  }

  @Override
  public void commit(
      List<DataFile> files,
      List<RecordedChangeSet> changeSets,
      Map<String, String> actors,
      Map<TripleKey, Optional<String>> openAdds) {
    if (state != State.OPEN) {
      throw new IllegalStateException("Cannot commit turn: it is " + state);
    }
    try {
      checkStamps(changeSets);
      append(files, changeSets, actors, openAdds);
      state = State.COMMITTED;
      io.rememberCommitted();
    } catch (CommitStateUnknownException | UnknownOutcomeException e) {
      state = State.UNKNOWN;
      throw LedgerErrors.unknown(e);
    } catch (RuntimeIOException e) {
      throw new QueryException(
          QueryException.Kind.UNAVAILABLE,
          "Failed to write the files of the change sets: " + reason(e),
          e);
    } catch (DatabaseException e) {
      throw LedgerErrors.of(e);
    } finally {
      if (state == State.OPEN) {
        close();
      }
    }
  }

  private void checkStamps(List<RecordedChangeSet> changeSets) {
    if (changeSets.isEmpty()) {
      throw new IllegalArgumentException("Invalid commit: it has no change set");
    }
    Instant earliest = lease.firstStamp();
    for (RecordedChangeSet changeSet : changeSets) {
      if (changeSet.recordedAt().isBefore(earliest)) {
        throw new QueryException(
            QueryException.Kind.INVALID,
            "Invalid time: it is not after the change set before it: " + changeSet.recordedAt());
      }
      earliest = changeSet.recordedAt().plusNanos(1_000);
    }
    if (run.isPresent()) {
      Instant stamp = last(changeSets).recordedAt();
      ledger.database().runStatement(connection -> checkNotInFuture(connection, stamp));
    }
  }

  private void append(
      List<DataFile> files,
      List<RecordedChangeSet> changeSets,
      Map<String, String> actors,
      Map<TripleKey, Optional<String>> openAdds) {
    AppendFiles append = newAppend();
    files.forEach(append::appendFile);
    for (int attempt = 1; ; attempt++) {
      NextMetadata next = write(append, last(changeSets).recordedAt());
      try {
        ledger
            .commits()
            .commit(
                Origin.SERVER,
                List.of(
                    new PointerChange(
                        LogTables.identifierOf(project),
                        PointerType.TABLE,
                        operations.current().metadataFileLocation(),
                        next.location(),
                        MetadataFacts.of(next.metadata()))),
                connection ->
                    record(
                        connection,
                        new TurnRecord(
                            project.id(),
                            lease.epoch(),
                            changeSets,
                            actors,
                            openAdds,
                            next.superseded())));
        finish(files, next, attempt);
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

  /** Without the thread pools of Iceberg, which wait with sleeps. */
  private AppendFiles newAppend() {
    return table()
        .newAppend()
        .scanManifestsWith(MoreExecutors.newDirectExecutorService())
        .writeManifestsWith(MoreExecutors.newDirectExecutorService(), 1);
  }

  private NextMetadata write(AppendFiles append, Instant lastStamp) {
    TableMetadata base = operations.current();
    Snapshot snapshot = StampedSnapshot.of(append.apply(), base, lastStamp);
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

  private boolean record(Connection connection, TurnRecord record) throws SQLException {
    if (!record.insert(connection, ledger.times().garbageAge())) {
      throw new LostTurnException(
          "Cannot commit change sets: another writer took over " + project.irodsPath());
    }
    return true;
  }

  private static boolean checkNotInFuture(Connection connection, Instant stamp)
      throws SQLException {
    boolean future =
        Sql.query(connection, "SELECT 1 WHERE ?::timestamptz > clock_timestamp()", stamp).exists();
    if (future) {
      throw new QueryException(
          QueryException.Kind.INVALID, "Invalid time: it is in the future: " + stamp);
    }
    return true;
  }

  private void finish(List<DataFile> files, NextMetadata next, int attempts) {
    ledger.tables().remember(next.location(), next.metadata());
    if (attempts > 1) {
      Set<String> kept = new HashSet<>();
      files.forEach(file -> kept.add(file.location()));
      Snapshot snapshot = next.metadata().currentSnapshot();
      kept.add(next.location());
      kept.add(snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        kept.add(manifest.path());
      }
      io.deleteAllBut(kept);
    }
  }

  private static RecordedChangeSet last(List<RecordedChangeSet> changeSets) {
    return changeSets.get(changeSets.size() - 1);
  }

  @Override
  public void close() {
    if (state == State.CLOSED) {
      return;
    }
    renewal.cancel(false);
    if (state != State.COMMITTED) {
      ledger.release(project, lease);
    }
    if (state == State.OPEN) {
      io.deleteAll();
    }
    state = State.CLOSED;
  }

  /**
   * Metadata that is written and not yet the table's.
   *
   * @param superseded files that nothing refers to once it is
   */
  private record NextMetadata(String location, TableMetadata metadata, List<String> superseded) {}

  /** Iceberg wraps what the storage says, and puts the name of a class before it. */
  private static @Nullable String reason(RuntimeIOException e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }
}
