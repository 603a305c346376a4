// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;

/**
 * The events. Every method works in the caller's transaction.
 *
 * <p>An event is written by the transaction that does what it tells, without a sequence. Whoever
 * reads gives the committed ones their sequences first, in a transaction of its own, one at a time:
 * so nothing that becomes visible later can have a lower sequence than what was read, and commits
 * do not wait for each other.
 *
 * <p>Immutable.
 */
final class EventStore {
  /** The columns that whoever writes an event gives, in this order. */
  static final String COLUMNS = " (type, principal, request_id, levels, name, project_id, details)";

  /** Most events that {@link #number} gives sequences to. */
  static final int NUMBERED_AT_ONCE = 10_000;

  /** Writes an event. */
  void add(Connection connection, Origin origin, EventDraft event) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO varve.events" + COLUMNS + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        event.type(),
        origin.principal(),
        origin.requestId(),
        event.namespace().levels(),
        event.name(),
        event.projectId(),
        event.details().toString());
  }

  /** Whether there are events that have no sequence yet. */
  boolean isAnyUnnumbered(Connection connection) throws SQLException {
    return Sql.query(connection, "SELECT 1 FROM varve.events WHERE sequence IS NULL LIMIT 1")
        .exists();
  }

  /** Gives sequences to committed events, and returns to how many. */
  long number(Connection connection) throws SQLException {
    long last = lock(connection).last();
    // In a statement of its own, so that it sees what was committed before the lock was free.
    Sql.update(
        connection,
        "WITH fresh AS (SELECT event_id FROM varve.events WHERE sequence IS NULL"
            + " ORDER BY event_id LIMIT ?),"
            + " placed AS (SELECT event_id, row_number() OVER (ORDER BY event_id) AS place"
            + " FROM fresh),"
            + " numbered AS (UPDATE varve.events AS e SET sequence = ? + placed.place FROM placed"
            + " WHERE e.event_id = placed.event_id RETURNING 1)"
            + " UPDATE varve.event_sequence SET last = last + (SELECT count(*) FROM numbered)",
        NUMBERED_AT_ONCE,
        last);
    return bounds(connection).last() - last;
  }

  Bounds bounds(Connection connection) throws SQLException {
    return bounds(connection, "");
  }

  private static Bounds lock(Connection connection) throws SQLException {
    return bounds(connection, " FOR UPDATE");
  }

  private static Bounds bounds(Connection connection, String lock) throws SQLException {
    return Sql.query(connection, "SELECT last, pruned FROM varve.event_sequence" + lock)
        .find(row -> new Bounds(row.number(1), row.number(2)))
        .orElseThrow(() -> new IllegalStateException("varve.event_sequence has no row"));
  }

  /** At most {@code limit} events after a sequence, in their order. */
  List<CatalogEvent> list(Connection connection, long after, int limit) throws SQLException {
    return Sql.query(
            connection,
            "SELECT sequence, happened_at, principal, request_id, type, levels, name, project_id,"
                + " details FROM varve.events WHERE sequence > ? ORDER BY sequence LIMIT ?",
            after,
            limit)
        .list(EventStore::event);
  }

  private static CatalogEvent event(Sql.Row row) throws SQLException {
    return new CatalogEvent(
        row.number(1),
        row.instant(2),
        new Origin(row.text(3), row.text(4)),
        new CatalogEvent.What(
            row.text(5),
            Namespace.of(row.texts(6).toArray(String[]::new)),
            Optional.ofNullable(row.nullableText(7)),
            Optional.ofNullable(row.nullableText(8)),
            row.text(9)));
  }

  /**
   * Deletes the oldest events: those that are too old, and those that are too many.
   *
   * @param limit most events to delete
   * @return how many were deleted
   */
  int prune(Connection connection, Duration retention, long maxCount, int limit)
      throws SQLException {
    Bounds bounds = lock(connection);
    long firstYoung =
        Sql.query(
                connection,
                "SELECT sequence FROM varve.events WHERE sequence IS NOT NULL"
                    + " AND happened_at >= clock_timestamp() - ? * interval '1 millisecond'"
                    + " ORDER BY sequence LIMIT 1",
                retention.toMillis())
            .find(row -> row.number(1))
            .orElse(bounds.last() + 1);
    long cut = Math.max(firstYoung - 1, bounds.last() - maxCount);
    long end = Math.min(cut, bounds.pruned() + limit);
    if (end <= bounds.pruned()) {
      return 0;
    }
    Sql.update(connection, "UPDATE varve.event_sequence SET pruned = ?", end);
    return Sql.update(connection, "DELETE FROM varve.events WHERE sequence <= ?", end);
  }

  /**
   * Which sequences there are.
   *
   * @param last the last that was given
   * @param pruned the last that was deleted
   */
  record Bounds(long last, long pruned) {}
}
