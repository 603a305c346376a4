// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Duration;
import java.util.UUID;

/**
 * Which of the servers on a database maintains it, and when it is time. Thread-safe; one for each
 * server.
 *
 * <p>A turn is held by a lease. That of a server that dies ends, and another one begins again.
 */
public final class MaintenanceTurns {
  /** Longer than the maintenance of one table takes; it is harmless if it is not. */
  private static final Duration LEASE = Duration.ofMinutes(30);

  private final Database database;
  private final String holder = UUID.randomUUID().toString();

  public MaintenanceTurns(Database database) {
    this.database = database;
  }

  /**
   * Takes the turn if it is time, and nobody has it.
   *
   * @param interval from the beginning of the last one
   */
  public boolean begin(Duration interval) {
    return database.transact(
        connection ->
            Sql.update(
                    connection,
                    "UPDATE varve.maintenance SET begun_at = clock_timestamp(), holder = ?,"
                        + " held_until = clock_timestamp() + ? * interval '1 millisecond'"
                        + " WHERE (holder IS NULL"
                        + " AND begun_at <= clock_timestamp() - ? * interval '1 millisecond')"
                        + " OR held_until < clock_timestamp()",
                    holder,
                    LEASE.toMillis(),
                    interval.toMillis())
                > 0);
  }

  /** Keeps the turn for longer, and says whether it is still this server's. */
  public boolean renew() {
    return database.transact(
        connection ->
            Sql.update(
                    connection,
                    "UPDATE varve.maintenance"
                        + " SET held_until = clock_timestamp() + ? * interval '1 millisecond'"
                        + " WHERE holder = ?",
                    LEASE.toMillis(),
                    holder)
                > 0);
  }

  /** Gives the turn back, if it is still this server's. */
  public void end() {
    database.transact(
        connection ->
            Sql.update(
                connection,
                "UPDATE varve.maintenance SET holder = NULL, held_until = NULL WHERE holder = ?",
                holder));
  }
}
