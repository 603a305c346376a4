// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Files to delete later. Every method works in the caller's transaction.
 *
 * <p>Immutable.
 */
final class GarbageStore {
  /** Some of the files whose time has come, which no other transaction gets before this ends. */
  List<String> lockSome(Connection connection, int limit) throws SQLException {
    return Sql.query(
            connection,
            "SELECT location FROM varve.garbage WHERE delete_after < clock_timestamp()"
                + " ORDER BY delete_after LIMIT ? FOR UPDATE SKIP LOCKED",
            limit)
        .list(row -> row.text(1));
  }

  void remove(Connection connection, Collection<String> locations) throws SQLException {
    Sql.update(
        connection,
        "DELETE FROM varve.garbage WHERE location = ANY (?)",
        (Object) locations.toArray(String[]::new));
  }
}
