// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.varve.sql.QueryException;

/** One append through a catalog's own operations. Used by one thread. */
final class ForeignTurn implements Turn {
  private final ForeignHistory history;
  private final TurnOperations operations;
  private final Table table;
  private final Instant firstStamp;
  private final boolean imported;
  private boolean mayDelete = true;
  private boolean closed;

  /**
   * @param history whose turn it is; its writer's place is given back on {@link #close}
   */
  ForeignTurn(ForeignHistory history, BaseTable table, Instant firstStamp, boolean imported) {
    this.history = history;
    this.operations = new TurnOperations(table.operations());
    this.table = new BaseTable(operations, table.name());
    this.firstStamp = firstStamp;
    this.imported = imported;
  }

  @Override
  public Table table() {
    return table;
  }

  @Override
  public Instant firstStamp() {
    return firstStamp;
  }

  @Override
  public long snapshotId() {
    return operations.newSnapshotId();
  }

  @Override
  public Optional<String> previousHash() {
    return history.lastHash();
  }

  @Override
  public Map<String, RecordedChangeSet> findRecorded(Collection<String> requestIds) {
    Map<String, RecordedChangeSet> found = new HashMap<>();
    for (String requestId : requestIds) {
      history.findByRequestId(requestId).ifPresent(answer -> found.put(requestId, answer));
    }
    return found;
  }

  @Override
  public Map<TripleKey, String> findOpenAdds(Collection<TripleKey> keys) {
    return history.findOpenAdds(keys);
  }

  @Override
  public void commit(
      List<DataFile> files,
      List<RecordedChangeSet> changeSets,
      Map<String, String> actors,
      Map<TripleKey, Optional<String>> openAdds) {
    AppendFiles append = table.newAppend();
    files.forEach(append::appendFile);
    // From here on only an exception that says so means that nothing happened.
    mayDelete = false;
    try {
      append.commit();
    } catch (CommitFailedException e) {
      mayDelete = true;
      throw new LostTurnException("Cannot commit to " + table.name() + ": " + e.getMessage());
    } catch (LostTurnException e) {
      mayDelete = true;
      throw e;
    } catch (RuntimeException e) {
      checkVisible(e);
    }
    history.recorded(snapshotId(), changeSets, openAdds, imported);
  }

  private void checkVisible(RuntimeException unknown) {
    boolean visible = false;
    try {
      visible = operations.refresh().snapshot(snapshotId()) != null;
    } catch (RuntimeException e) {
      unknown.addSuppressed(e);
    }
    if (!visible) {
      throw new QueryException(
          QueryException.Kind.OUTCOME_UNKNOWN,
          "Cannot say whether it was recorded: " + unknown.getMessage(),
          unknown);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (mayDelete) {
        operations.files().deleteWritten();
      }
    } finally {
      history.endTurn();
    }
  }
}
