// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.varve.history.RecordedChangeSet;
import org.varve.history.TripleKey;

/**
 * What Varve keeps of the history beside {@code avu_changes}: answers by request id, snapshots, and
 * the adds that are open. All of it can be made again from the table. Every method works in the
 * caller's transaction.
 *
 * <p>Immutable.
 */
final class ChangeSetStore {
  private static final String SELECT =
      "SELECT change_set_id, request_id, snapshot_id, recorded_at, changes, warnings, hash"
          + " FROM varve.change_sets WHERE project_id = ?";

  Map<String, RecordedChangeSet> findByRequestIds(
      Connection connection, String projectId, Collection<String> requestIds) throws SQLException {
    Map<String, RecordedChangeSet> found = new HashMap<>();
    Sql.query(
            connection,
            SELECT + " AND request_id = ANY (?)",
            projectId,
            requestIds.toArray(String[]::new))
        .list(row -> found.put(row.text(2), changeSet(row)));
    return found;
  }

  private static RecordedChangeSet changeSet(Sql.Row row) throws SQLException {
    return new RecordedChangeSet(
        row.text(1),
        row.nullableText(2),
        row.number(3),
        row.instant(4),
        row.integer(5),
        Warnings.parse(row.text(6)),
        row.text(7),
        false);
  }

  Optional<Instant> findRecordedAt(Connection connection, String projectId, long snapshotId)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT recorded_at FROM varve.history_snapshots"
                + " WHERE project_id = ? AND snapshot_id = ?"
                + " UNION ALL SELECT recorded_at FROM varve.rewritten_snapshots"
                + " WHERE project_id = ? AND snapshot_id = ?",
            projectId,
            snapshotId,
            projectId,
            snapshotId)
        .find(row -> row.instant(1));
  }

  /** Newest first, those recorded before a time. */
  List<SnapshotRow> listSnapshots(
      Connection connection, String projectId, Instant before, int limit) throws SQLException {
    return Sql.query(
            connection,
            "SELECT snapshot_id, recorded_at, change_sets, changes FROM varve.history_snapshots"
                + " WHERE project_id = ? AND recorded_at < ? ORDER BY recorded_at DESC LIMIT ?",
            projectId,
            before,
            limit)
        .list(
            row -> new SnapshotRow(row.number(1), row.instant(2), row.integer(3), row.integer(4)));
  }

  Map<TripleKey, String> findOpenAdds(
      Connection connection, String projectId, Collection<TripleKey> keys) throws SQLException {
    Map<TripleKey, String> found = new HashMap<>();
    Sql.query(
            connection,
            "SELECT encode(triple_hash, 'hex'), change_id FROM varve.open_adds"
                + " WHERE project_id = ? AND triple_hash IN"
                + " (SELECT decode(hash, 'hex') FROM unnest(?) AS hash)",
            projectId,
            keys.stream().map(TripleKey::hash).toArray(String[]::new))
        .list(row -> found.put(new TripleKey(row.text(1)), row.text(2)));
    return found;
  }

  /** A snapshot that recorded change sets, whether or not the table still has it. */
  record SnapshotRow(long snapshotId, Instant recordedAt, int changeSets, int changes) {}
}
