// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.varve.sql.QueryException;

/** A ledger whose next commits go wrong as a test wants. */
final class FaultyLedger implements HistoryLedger {
  /** How a commit goes wrong. */
  enum Fault {
    LOST,
    UNKNOWN_BUT_DONE,
    UNKNOWN_AND_NOT_DONE,
    BROKEN
  }

  private volatile boolean unwritable;

  private final HistoryLedger ledger;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private volatile Runnable beforeBegin = () -> {};
  private volatile List<String> lastFiles = List.of();

  FaultyLedger(HistoryLedger ledger) {
    this.ledger = ledger;
  }

  synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** The files of the next turn cannot be written. */
  void failWrites() {
    unwritable = true;
  }

  void beforeBegin(Runnable action) {
    beforeBegin = action;
  }

  /** The locations of the files that the last commit was to make visible. */
  List<String> lastFiles() {
    return lastFiles;
  }

  private synchronized Optional<Fault> nextFault() {
    return Optional.ofNullable(faults.poll());
  }

  @Override
  public Turn begin(Project project) {
    beforeBegin.run();
    return new FaultyTurn(ledger.begin(project));
  }

  @Override
  public Turn begin(Project project, ImportRun run) {
    return new FaultyTurn(ledger.begin(project, run));
  }

  @Override
  public ReadPoint readPoint(Project project) {
    return ledger.readPoint(project);
  }

  @Override
  public ReadPoint readPoint(Project project, Instant time) {
    return ledger.readPoint(project, time);
  }

  @Override
  public Optional<Instant> findRecordedAt(Project project, long snapshotId) {
    return ledger.findRecordedAt(project, snapshotId);
  }

  @Override
  public Optional<RecordedChangeSet> findByRequestId(Project project, String requestId) {
    return ledger.findByRequestId(project, requestId);
  }

  @Override
  public List<HistorySnapshot> listSnapshots(Project project, Optional<Long> before, int limit) {
    return ledger.listSnapshots(project, before, limit);
  }

  @Override
  public ImportRun openImport(Project project, String inputId, Optional<ImportRun.Times> times) {
    return ledger.openImport(project, inputId, times);
  }

  @Override
  public void closeImport(Project project, ImportRun run) {
    ledger.closeImport(project, run);
  }

  private final class FaultyTurn implements Turn {
    private final Turn turn;

    FaultyTurn(Turn turn) {
      this.turn = turn;
    }

    @Override
    public Table table() {
      if (unwritable) {
        unwritable = false;
        throw new RuntimeIOException("Failed to write file: a test says so");
      }
      return turn.table();
    }

    @Override
    public Instant firstStamp() {
      return turn.firstStamp();
    }

    @Override
    public long snapshotId() {
      return turn.snapshotId();
    }

    @Override
    public Optional<String> previousHash() {
      return turn.previousHash();
    }

    @Override
    public Map<String, RecordedChangeSet> findRecorded(Collection<String> requestIds) {
      return turn.findRecorded(requestIds);
    }

    @Override
    public Map<TripleKey, String> findOpenAdds(Collection<TripleKey> keys) {
      return turn.findOpenAdds(keys);
    }

    @Override
    public void commit(
        List<DataFile> files,
        List<RecordedChangeSet> changeSets,
        Map<String, String> actors,
        Map<TripleKey, Optional<String>> openAdds) {
      lastFiles = files.stream().map(DataFile::location).toList();
      Optional<Fault> fault = nextFault();
      if (fault.isEmpty() || fault.get() == Fault.UNKNOWN_BUT_DONE) {
        turn.commit(files, changeSets, actors, openAdds);
      }
      if (fault.isPresent()) {
        throw failure(fault.get());
      }
    }

    @Override
    public void close() {
      turn.close();
    }
  }

  private static RuntimeException failure(Fault fault) {
    return switch (fault) {
      case LOST -> new LostTurnException("Cannot commit: a test says so");
      case BROKEN -> new IllegalArgumentException("Broken by a test");
      case UNKNOWN_BUT_DONE, UNKNOWN_AND_NOT_DONE ->
          new QueryException(QueryException.Kind.OUTCOME_UNKNOWN, "Cannot say: a test says so");
    };
  }
}
