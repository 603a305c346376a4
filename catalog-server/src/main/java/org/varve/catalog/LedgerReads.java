// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.varve.history.HistoryLedger;
import org.varve.history.HistorySnapshot;
import org.varve.history.Project;
import org.varve.history.ReadPoint;
import org.varve.sql.QueryException;

/**
 * The points at which the histories can be read, and the snapshots that they are made of.
 * Thread-safe.
 */
final class LedgerReads {
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final LedgerDatabase database;
  private final LogTables tables;
  private final Duration wait;
  private final ClockStore clocks = new ClockStore();
  private final ChangeSetStore changeSets = new ChangeSetStore();

  /**
   * @param wait how long a reader waits for a writer that may still stamp before its time
   */
  LedgerReads(LedgerDatabase database, LogTables tables, Duration wait) {
    this.database = database;
    this.tables = tables;
    this.wait = wait;
  }

  /** As {@link HistoryLedger#readPoint(Project)}. */
  ReadPoint readPoint(Project project) {
    Located<Instant> point =
        database.runStatement(
            connection -> {
              // One statement: a commit between two of them would give its rows and not its stamp.
              return Sql.query(
                      connection,
                      "SELECT last, metadata_location FROM varve.project_clock,"
                          + " public.iceberg_tables WHERE project_id = ? AND catalog_name = ?"
                          + " AND table_namespace = ? AND table_name = ?",
                      project.id(),
                      PostgresCatalog.NAME,
                      NamespaceNames.format(project.icebergNamespace()),
                      Project.CHANGES_TABLE)
                  .find(row -> new Located<>(row.instant(1), row.text(2)))
                  .orElseThrow(() -> LedgerErrors.noProject(project.id()));
            });
    Instant asOf =
        point.value().equals(ClockStore.BEGINNING) ? project.enrolledAt() : point.value();
    return new ReadPoint(tables.table(project, point.location()), asOf);
  }

  /** As {@link HistoryLedger#readPoint(Project, Instant)}. */
  ReadPoint readPoint(Project project, Instant time) {
    Instant wanted = clamp(time);
    Deadline deadline = Deadline.after(wait);
    Optional<Instant> resolved = Optional.empty();
    while (true) {
      Optional<Instant> target = resolved;
      ReadAttempt attempt =
          database.transact(connection -> tryRead(connection, project, wanted, target));
      resolved = Optional.of(attempt.target());
      if (attempt.location().isPresent()) {
        return new ReadPoint(tables.table(project, attempt.location().get()), attempt.target());
      }
      if (attempt.clock().openImport().isPresent() || deadline.passed()) {
        throw incomplete(attempt);
      }
      deadline.pause();
    }
  }

  /**
   * Raises {@code last} to the target if it must and can be, and then, in a statement of its own
   * that sees every commit up to there, reads the pointer.
   */
  private ReadAttempt tryRead(
      Connection connection, Project project, Instant wanted, Optional<Instant> resolved)
      throws SQLException {
    Clock clock = loadClock(connection, project.id());
    Instant target = resolved.orElseGet(() -> wanted.isBefore(clock.now()) ? wanted : clock.now());
    boolean closed =
        !target.isAfter(clock.last()) || clocks.raise(connection, project.id(), target);
    if (closed) {
      return new ReadAttempt(target, clock, Optional.of(tables.loadPointer(connection, project)));
    }
    if (clock.leased() && clock.expired()) {
      clocks.fenceExpired(connection, project.id());
    }
    return new ReadAttempt(target, clock, Optional.empty());
  }

  private static QueryException incomplete(ReadAttempt attempt) {
    String reason =
        attempt.clock().openImport().isPresent() ? "an import is open" : "a writer is not finished";
    return new QueryException(
        QueryException.Kind.UNAVAILABLE,
        "History is not complete up to "
            + attempt.target()
            + ": "
            + reason
            + "; complete up to "
            + attempt.clock().last());
  }

  /** As {@link HistoryLedger#findRecordedAt}. */
  Optional<Instant> findRecordedAt(Project project, long snapshotId) {
    return database.transact(
        connection -> changeSets.findRecordedAt(connection, project.id(), snapshotId));
  }

  /** As {@link HistoryLedger#listSnapshots}. */
  List<HistorySnapshot> listSnapshots(Project project, Optional<Long> before, int limit) {
    Instant end =
        before
            .map(
                snapshotId ->
                    findRecordedAt(project, snapshotId)
                        .orElseThrow(
                            () ->
                                new QueryException(
                                    QueryException.Kind.INVALID,
                                    "Snapshot does not exist: " + snapshotId)))
            .orElse(LATEST);
    List<ChangeSetStore.SnapshotRow> rows =
        database.runStatement(
            connection -> changeSets.listSnapshots(connection, project.id(), end, limit));
    TableMetadata current = tables.loadCurrent(project);
    return rows.stream()
        .map(
            row ->
                new HistorySnapshot(
                    row.snapshotId(),
                    row.recordedAt(),
                    row.changeSets(),
                    row.changes(),
                    current.snapshot(row.snapshotId()) != null))
        .toList();
  }

  private Clock loadClock(Connection connection, String projectId) throws SQLException {
    return clocks.find(connection, projectId).orElseThrow(() -> LedgerErrors.noProject(projectId));
  }

  private static Instant clamp(Instant time) {
    if (time.isAfter(LATEST)) {
      return LATEST;
    }
    return time.isBefore(ClockStore.BEGINNING)
        ? ClockStore.BEGINNING
        : time.truncatedTo(ChronoUnit.MICROS);
  }

  private record Located<T>(T value, String location) {}

  private record ReadAttempt(Instant target, Clock clock, Optional<String> location) {}
}
