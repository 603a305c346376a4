// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;
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
    finish(
        () -> {
          checkStamps(changeSets);
          append(files, changeSets, actors, openAdds);
        });
  }

  /**
   * Puts files in the place of others that hold the same rows, in one snapshot.
   *
   * @throws LostTurnException if it certainly did not happen because another writer came in between
   * @throws ValidationException if a file is not there any more, or the table is not the one that
   *     the replacement was made for; nothing happened
   * @throws QueryException of kind OUTCOME_UNKNOWN if nobody knows; then nothing may be deleted
   */
  void replace(Replacement replacement) {
    finish(() -> rewrite(replacement));
  }

  private void rewrite(Replacement replacement) {
    replacement.snapshotId().ifPresent(this::useSnapshotId);
    newCommit(List.of())
        .commit(
            replacement.on(table()),
            StampedSnapshot::after,
            replacement.origin(),
            (connection, location, garbage) -> {
              RewriteRecord record =
                  new RewriteRecord(
                      project.id(), lease.epoch(), operations.newSnapshotId(), garbage);
              if (!record.insert(connection, ledger.times().garbageAge())) {
                throw lost();
              }
              replacement.also().run(connection, location);
            });
  }

  /** Iceberg would ask for another id for ever if the table has this one. */
  private void useSnapshotId(long id) {
    if (operations.current().snapshot(id) != null) {
      throw new ValidationException("Snapshot already exists: %s", id);
    }
    operations.useSnapshotId(id);
  }

  /** Does the commit, and ends the turn as it ended. */
  private void finish(Runnable commit) {
    if (state != State.OPEN) {
      throw new IllegalStateException("Cannot commit turn: it is " + state);
    }
    try {
      commit.run();
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
    // Without the thread pools of Iceberg, which wait with sleeps.
    AppendFiles append =
        table()
            .newAppend()
            .scanManifestsWith(MoreExecutors.newDirectExecutorService())
            .writeManifestsWith(MoreExecutors.newDirectExecutorService(), 1);
    files.forEach(append::appendFile);
    Instant stamp = last(changeSets).recordedAt();
    newCommit(files.stream().map(DataFile::location).toList())
        .commit(
            append,
            (snapshot, base) -> StampedSnapshot.of(snapshot, base, stamp),
            Origin.SERVER,
            (connection, location, garbage) ->
                record(
                    connection,
                    new TurnRecord(
                        project.id(), lease.epoch(), changeSets, actors, openAdds, garbage)));
  }

  private LogCommit newCommit(List<String> dataFiles) {
    return new LogCommit(ledger, project, operations, io, dataFiles);
  }

  private void record(Connection connection, TurnRecord record) throws SQLException {
    if (!record.insert(connection, ledger.times().garbageAge())) {
      throw lost();
    }
  }

  private LostTurnException lost() {
    return new LostTurnException(
        "Cannot commit change sets: another writer took over " + project.irodsPath());
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

  /** Iceberg wraps what the storage says, and puts the name of a class before it. */
  private static @Nullable String reason(RuntimeIOException e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }
}
