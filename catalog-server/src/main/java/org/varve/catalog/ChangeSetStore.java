// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
        row.texts(6),
        row.text(7),
        false);
  }

  /** Keeps the change sets of one snapshot, in the order of their stamps. */
  void add(Connection connection, String projectId, List<RecordedChangeSet> changeSets)
      throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    int changes = 0;
    for (RecordedChangeSet changeSet : changeSets) {
      changes += changeSet.changes();
      rows.add(
          new Object[] {
            projectId,
            changeSet.changeSetId(),
            changeSet.requestId(),
            changeSet.snapshotId(),
            changeSet.recordedAt(),
            changeSet.changes(),
            changeSet.warnings().toArray(String[]::new),
            changeSet.hash()
          });
    }
    Sql.updateAll(
        connection,
        "INSERT INTO varve.change_sets (project_id, change_set_id, request_id, snapshot_id,"
            + " recorded_at, changes, warnings, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows);
    RecordedChangeSet last = changeSets.get(changeSets.size() - 1);
    Sql.update(
        connection,
        "INSERT INTO varve.history_snapshots (project_id, snapshot_id, recorded_at, change_sets,"
            + " changes) VALUES (?, ?, ?, ?, ?)",
        projectId,
        last.snapshotId(),
        last.recordedAt(),
        changeSets.size(),
        changes);
  }

  Optional<Instant> findRecordedAt(Connection connection, String projectId, long snapshotId)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT recorded_at FROM varve.history_snapshots"
                + " WHERE project_id = ? AND snapshot_id = ?",
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

  /** Makes the change id of each triple the one given, or none. */
  void putOpenAdds(
      Connection connection, String projectId, Map<TripleKey, Optional<String>> openAdds)
      throws SQLException {
    List<String> gone = new ArrayList<>();
    List<String> open = new ArrayList<>();
    List<String> changeIds = new ArrayList<>();
    openAdds.forEach(
        (key, changeId) -> {
          if (changeId.isEmpty()) {
            gone.add(key.hash());
          } else {
            open.add(key.hash());
            changeIds.add(changeId.get());
          }
        });
    if (!gone.isEmpty()) {
      Sql.update(
          connection,
          "DELETE FROM varve.open_adds WHERE project_id = ? AND triple_hash IN"
              + " (SELECT decode(hash, 'hex') FROM unnest(?) AS hash)",
          projectId,
          gone.toArray(String[]::new));
    }
    if (!open.isEmpty()) {
      Sql.update(
          connection,
          "INSERT INTO varve.open_adds (project_id, triple_hash, change_id)"
              + " SELECT ?, decode(hash, 'hex'), change_id FROM unnest(?, ?) AS t (hash, change_id)"
              + " ON CONFLICT (project_id, triple_hash) DO UPDATE"
              + " SET change_id = EXCLUDED.change_id",
          projectId,
          open.toArray(String[]::new),
          changeIds.toArray(String[]::new));
    }
  }

  /** A snapshot that recorded change sets, whether or not the table still has it. */
  record SnapshotRow(long snapshotId, Instant recordedAt, int changeSets, int changes) {}
}
