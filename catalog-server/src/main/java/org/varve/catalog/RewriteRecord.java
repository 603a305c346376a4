// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * What a turn that only writes files anew puts into the database beside the pointer: it gives back
 * the lease, and the snapshot means the same change sets as the one before.
 *
 * @param garbage files that nothing refers to once the pointer has moved
 */
record RewriteRecord(String projectId, long epoch, long snapshotId, List<String> garbage) {
  private static final String INSERT =
      "WITH released AS ("
          + " UPDATE varve.project_clock SET leased = false, pending = "
          + ClockStore.HOLD.formatted("last")
          + " WHERE project_id = ? AND epoch = ? AND leased AND NOT EXISTS"
          + " (SELECT 1 FROM varve.projects AS p WHERE p.project_id = ? AND p.archived)"
          + " RETURNING project_id),"
          + " known AS (INSERT INTO varve.rewritten_snapshots (project_id, snapshot_id, recorded_at)"
          + " SELECT project_id, ?, max(s.recorded_at)"
          + " FROM released JOIN varve.history_snapshots AS s USING (project_id)"
          + " GROUP BY project_id),"
          + " superseded AS (INSERT INTO varve.garbage (location, delete_after)"
          + " SELECT location, clock_timestamp() + ? * interval '1 millisecond'"
          + " FROM released, unnest(?) AS g (location) ON CONFLICT DO NOTHING)"
          + " SELECT 1 FROM released";

  /**
   * Does it, if the epoch still has the lease and the project is not archived.
   *
   * @param garbageAge how long garbage is kept
   * @return whether it was done; otherwise nothing was
   */
  boolean insert(Connection connection, Duration garbageAge) throws SQLException {
    return Sql.query(
            connection,
            INSERT,
            projectId,
            epoch,
            projectId,
            snapshotId,
            garbageAge.toMillis(),
            garbage.toArray(String[]::new))
        .exists();
  }
}
