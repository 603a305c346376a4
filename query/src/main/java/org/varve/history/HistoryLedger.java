// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What gives a project's change sets their order and makes them durable (design.md §3 "Time and
 * order").
 *
 * <p>The catalog implements it on PostgreSQL, for any number of processes. {@link ForeignLedger}
 * implements it over any other Iceberg catalog, for one writer. Thread-safe.
 */
public interface HistoryLedger {
  /** Everything that is committed. The answer's {@code asOf} is the last stamp that was given. */
  ReadPoint readPoint(Project project);

  /**
   * Everything stamped at or before {@code time}, for ever: no later change set gets such a stamp.
   * A time in the future is answered at the current time, which the answer names.
   *
   * @throws org.varve.sql.QueryException of kind UNAVAILABLE if a change set that may be stamped at
   *     or before {@code time} is not finished in a bounded time, or an open import of old times
   *     may still bring one
   */
  ReadPoint readPoint(Project project, Instant time);

  /** The time of the last change set of a snapshot, expired or not. */
  Optional<Instant> findRecordedAt(Project project, long snapshotId);

  /** The answer to a change set recorded with that request id. */
  Optional<RecordedChangeSet> findByRequestId(Project project, String requestId);

  /**
   * Newest first. {@code before} is the last snapshot id of the page before; empty for the first
   * page.
   */
  List<HistorySnapshot> listSnapshots(Project project, Optional<Long> before, int limit);

  /**
   * Becomes the only writer of the project's history until the turn is closed, waiting a bounded
   * time for another one.
   *
   * @throws org.varve.sql.QueryException of kind CONFLICT if the project is archived, or an import
   *     holds it; UNAVAILABLE if another writer does not finish in time
   */
  Turn begin(Project project);

  /**
   * Like {@link #begin} for the import that holds the project, whose stamps are the times of its
   * events.
   *
   * @throws org.varve.sql.QueryException of kind CONFLICT if this import does not hold the project
   */
  Turn begin(Project project, ImportRun run);

  /**
   * Takes the project for one import: until {@link #closeImport} other writers get CONFLICT. The
   * same {@code inputId} again gives the run that is open.
   *
   * @param times empty to choose: {@link ImportRun.Times#RECORDED} for a project without changes of
   *     its own
   * @throws org.varve.sql.QueryException of kind CONFLICT if another import is open, or the project
   *     is archived
   */
  ImportRun openImport(Project project, String inputId, Optional<ImportRun.Times> times);

  /** Lets go of the project. Closing what is closed does nothing. */
  void closeImport(Project project, ImportRun run);
}
