// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.history.RecordedChangeSet;
import org.varve.history.TripleKey;

/**
 * What one turn puts into the database beside the pointer: the clock, the answers, the snapshot,
 * and the open adds.
 *
 * @param changeSets in the order of their stamps; never empty
 * @param actors who made each change set, by its id
 * @param openAdds the change id of each triple that the turn touched, or none
 * @param garbage files that nothing refers to once the pointer has moved
 */
record TurnRecord(
    String projectId,
    long epoch,
    List<RecordedChangeSet> changeSets,
    Map<String, String> actors,
    Map<TripleKey, Optional<String>> openAdds,
    List<String> garbage) {

  /**
   * One statement, because every trip to the database costs more than what is done there. All of it
   * depends on the clock's row, which only the holder of the epoch advances.
   */
  private static final String INSERT =
      "WITH advanced AS ("
          + " UPDATE varve.project_clock SET last = ?::timestamptz, leased = false, last_hash = ?,"
          + " own_changes = own_changes OR import_id IS NULL, pending = "
          + ClockStore.HOLD.formatted("?::timestamptz")
          + " WHERE project_id = ? AND epoch = ? AND leased AND NOT EXISTS"
          + " (SELECT 1 FROM varve.projects AS p WHERE p.project_id = ? AND p.archived)"
          + " RETURNING project_id),"
          + " answered AS (INSERT INTO varve.change_sets (project_id, change_set_id, request_id,"
          + " snapshot_id, recorded_at, changes, warnings, hash)"
          + " SELECT project_id, change_set_id, request_id, ?, recorded_at::timestamptz,"
          + " changes::integer, warnings, hash FROM advanced, unnest(?, ?, ?, ?, ?, ?)"
          + " AS s (change_set_id, request_id, recorded_at, changes, warnings, hash)),"
          + " logged AS (INSERT INTO varve.events"
          + EventStore.COLUMNS
          + " SELECT 'record-changes', principal, '', '{}'::text[], NULL, project_id, details"
          + " FROM advanced, unnest(?, ?) AS e (principal, details)),"
          + " visible AS (INSERT INTO varve.history_snapshots (project_id, snapshot_id,"
          + " recorded_at, change_sets, changes) SELECT project_id, ?, ?::timestamptz, ?, ?"
          + " FROM advanced),"
          + " closed AS (DELETE FROM varve.open_adds AS o USING advanced, unnest(?) AS gone (hash)"
          + " WHERE o.project_id = advanced.project_id"
          + " AND o.triple_hash = decode(gone.hash, 'hex')),"
          + " opened AS (INSERT INTO varve.open_adds (project_id, triple_hash, change_id)"
          + " SELECT project_id, decode(hash, 'hex'), change_id FROM advanced, unnest(?, ?)"
          + " AS t (hash, change_id) ON CONFLICT (project_id, triple_hash) DO UPDATE"
          + " SET change_id = EXCLUDED.change_id),"
          + " superseded AS (INSERT INTO varve.garbage (location, delete_after)"
          + " SELECT location, clock_timestamp() + ? * interval '1 millisecond'"
          + " FROM advanced, unnest(?) AS g (location) ON CONFLICT DO NOTHING)"
          + " SELECT 1 FROM advanced";

  /**
   * Does it, if the epoch still has the lease and the project takes change sets.
   *
   * @param garbageAge how long garbage is kept
   * @return whether it was done; otherwise nothing was
   */
  boolean insert(Connection connection, Duration garbageAge) throws SQLException {
    RecordedChangeSet last = changeSets.get(changeSets.size() - 1);
    Columns columns = new Columns();
    changeSets.forEach(changeSet -> columns.add(changeSet, actorOf(changeSet)));
    return Sql.query(
            connection,
            INSERT,
            last.recordedAt(),
            last.hash(),
            last.recordedAt(),
            projectId,
            epoch,
            projectId,
            last.snapshotId(),
            texts(columns.changeSetIds),
            texts(columns.requestIds),
            texts(columns.recordedAt),
            texts(columns.changes),
            texts(columns.warnings),
            texts(columns.hashes),
            texts(columns.actors),
            texts(columns.events),
            last.snapshotId(),
            last.recordedAt(),
            changeSets.size(),
            changeSets.stream().mapToInt(RecordedChangeSet::changes).sum(),
            texts(closed()),
            texts(opened().stream().map(add -> add.getKey().hash()).toList()),
            texts(opened().stream().map(add -> add.getValue().orElseThrow()).toList()),
            garbageAge.toMillis(),
            texts(garbage))
        .exists();
  }

  private String actorOf(RecordedChangeSet changeSet) {
    return actors.getOrDefault(changeSet.changeSetId(), Origin.SERVER.principal());
  }

  private List<String> closed() {
    return openAdds.entrySet().stream()
        .filter(add -> add.getValue().isEmpty())
        .map(add -> add.getKey().hash())
        .toList();
  }

  private List<Map.Entry<TripleKey, Optional<String>>> opened() {
    return openAdds.entrySet().stream().filter(add -> add.getValue().isPresent()).toList();
  }

  private static @Nullable String[] texts(List<@Nullable String> values) {
    return values.toArray(new String[0]);
  }

  /** The change sets, column by column. */
  private static final class Columns {
    private final List<@Nullable String> changeSetIds = new ArrayList<>();
    private final List<@Nullable String> requestIds = new ArrayList<>();
    private final List<@Nullable String> recordedAt = new ArrayList<>();
    private final List<@Nullable String> changes = new ArrayList<>();
    private final List<@Nullable String> warnings = new ArrayList<>();
    private final List<@Nullable String> hashes = new ArrayList<>();
    private final List<@Nullable String> actors = new ArrayList<>();
    private final List<@Nullable String> events = new ArrayList<>();

    void add(RecordedChangeSet changeSet, String actor) {
      actors.add(actor);
      events.add(
          EventDraft.of("record-changes", "")
              .with("change_set_id", changeSet.changeSetId())
              .with("request_id", changeSet.requestId())
              .with("snapshot_id", Long.toString(changeSet.snapshotId()))
              .with("recorded_at", changeSet.recordedAt().toString())
              .with("changes", Integer.toString(changeSet.changes()))
              .details()
              .toString());
      changeSetIds.add(changeSet.changeSetId());
      requestIds.add(changeSet.requestId());
      recordedAt.add(changeSet.recordedAt().toString());
      changes.add(Integer.toString(changeSet.changes()));
      warnings.add(Warnings.format(changeSet.warnings()));
      hashes.add(changeSet.hash());
    }
  }
}
