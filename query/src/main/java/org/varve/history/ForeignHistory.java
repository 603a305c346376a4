// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.iceberg.BaseTable;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/**
 * What a ledger over a foreign catalog knows of one project: read from the log when first needed,
 * and again when somebody else has changed the table. Thread-safe; all fields are guarded by the
 * object, and {@code writer} is held by whoever has the turn.
 */
final class ForeignHistory {
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final Instant FIRST_STAMP = Instant.parse("0001-01-01T00:00:00Z");

  private final Project project;
  private final Semaphore writer = new Semaphore(1, true);
  private boolean loaded;
  private @Nullable Long loadedSnapshot;
  private LoggedHistory log = LoggedHistory.empty();

  /** What readers were told is final: later stamps are later than this. */
  private Instant promised = FIRST_STAMP;

  /** The first stamp of the turn that is under way. */
  private @Nullable Instant pending;

  ForeignHistory(Project project) {
    this.project = project;
  }

  /** Waits for the turn and takes it. */
  void takeTurn() {
    try {
      if (writer.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(
          QueryException.Kind.CANCELLED, "Cannot record: interrupted, nothing was written", e);
    }
    throw new QueryException(
        QueryException.Kind.UNAVAILABLE,
        "Cannot record: another writer does not finish: " + project.irodsPath());
  }

  synchronized void endTurn() {
    pending = null;
    notifyAll();
    writer.release();
  }

  /**
   * Reads the log if it is not what is known, and gives the table that is known now. The table is
   * loaded in here, so that no late thread brings back an older one.
   */
  synchronized BaseTable refresh(Supplier<BaseTable> tables) {
    BaseTable table = tables.get();
    Long id = TurnOperations.currentId(table.operations().current());
    if (!loaded || !Objects.equals(id, loadedSnapshot)) {
      log = LoggedHistory.read(table);
      loadedSnapshot = id;
      loaded = true;
    }
    return table;
  }

  /** The first stamp of the turn, which no reader was promised. */
  synchronized Instant stampAfter(Instant now) {
    Instant first = Micros.floor(now);
    if (!first.isAfter(promised)) {
      first = Micros.next(promised);
    }
    first = afterLast(first);
    pending = first;
    return first;
  }

  /** The first stamp of a turn whose stamps are older than its commit. */
  synchronized Instant stampAfterLast() {
    Instant first = afterLast(FIRST_STAMP);
    pending = first;
    return first;
  }

  private Instant afterLast(Instant first) {
    Optional<Instant> last = log.last();
    return last.isPresent() && !first.isAfter(last.get()) ? Micros.next(last.get()) : first;
  }

  /** Promises that nothing will be stamped at or before a time, after what may be has been. */
  synchronized void promise(Instant time) {
    long end = System.nanoTime() + MAX_WAIT.toNanos();
    try {
      while (pending != null && !pending.isAfter(time)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new QueryException(
              QueryException.Kind.UNAVAILABLE,
              "Cannot read: a change set that may count does not finish: " + time);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(QueryException.Kind.CANCELLED, "Cannot read: interrupted", e);
    }
    promised = time.isAfter(promised) ? time : promised;
  }

  synchronized void recorded(
      long snapshotId,
      List<RecordedChangeSet> changeSets,
      Map<TripleKey, Optional<String>> openAdds,
      boolean imported) {
    // A reader may have seen the commit first, and read it from the log.
    if (!Objects.equals(loadedSnapshot, snapshotId)) {
      log.add(changeSets, openAdds, imported);
      loadedSnapshot = snapshotId;
    }
  }

  synchronized Optional<Instant> last() {
    return log.last();
  }

  synchronized Optional<String> lastHash() {
    return log.lastHash();
  }

  synchronized boolean hasOwnChanges() {
    return log.hasOwnChanges();
  }

  synchronized Optional<RecordedChangeSet> findByRequestId(String requestId) {
    return log.findByRequestId(requestId);
  }

  synchronized Map<TripleKey, String> findOpenAdds(Collection<TripleKey> keys) {
    return log.findOpenAdds(keys);
  }

  synchronized Optional<Instant> findRecordedAt(long snapshotId) {
    return log.findRecordedAt(snapshotId);
  }

  /** Oldest first. */
  synchronized List<HistorySnapshot> snapshots() {
    return log.snapshots();
  }
}
