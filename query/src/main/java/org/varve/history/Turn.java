// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/**
 * The right to append to one project's history, once. Used by one thread; closed by who began it.
 *
 * <p>Everything read here is what the next commit builds on. Closing without a commit gives up the
 * turn and removes the files written through {@link #table()}'s {@code io()}.
 */
public interface Turn extends AutoCloseable {
  /**
   * The {@code avu_changes} table. Files written through its {@code io()} belong to this turn:
   * their uploads may go on in the background until {@link #commit}, which waits for all of them.
   */
  Table table();

  /**
   * The earliest stamp that may be given: later than every stamp given or promised before.
   * Microseconds.
   */
  Instant firstStamp();

  /** The snapshot id that the commit will have. */
  long snapshotId();

  /** The hash of the last change set; empty in a project without any. */
  Optional<String> previousHash();

  /** The answers to those of the request ids that are recorded. */
  Map<String, RecordedChangeSet> findRecorded(Collection<String> requestIds);

  /** The open adds, by {@link TripleKey}: the change id of the add that no later change closed. */
  Map<TripleKey, String> findOpenAdds(Collection<TripleKey> keys);

  /**
   * Makes the files and all change sets visible in one snapshot, and durable.
   *
   * @param changeSets in the order of their stamps
   * @param actors who made each change set, by its id; what is left out the server made
   * @param openAdds what became of every triple that the group touched: empty when it is not there
   *     any more
   * @throws LostTurnException if it certainly did not happen because another writer came in
   *     between; nothing is left behind; begin a new turn
   * @throws org.varve.sql.QueryException of kind OUTCOME_UNKNOWN if nobody knows; then nothing is
   *     deleted
   */
  void commit(
      List<DataFile> files,
      List<RecordedChangeSet> changeSets,
      Map<String, String> actors,
      Map<TripleKey, Optional<String>> openAdds);

  @Override
  void close();
}
