// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.catalog.DroppedEntry.Bytes;

/**
 * What was dropped and can be had back, or waits for its files to be purged. Every method works in
 * the caller's transaction.
 *
 * <p>Immutable.
 */
final class DroppedStore {
  private static final String SELECT =
      "SELECT drop_id, iceberg_type, levels, table_name, metadata_location, location, uuid,"
          + " guarded, dropped_by, dropped_at, keep_until, purge, purge_lease IS NOT NULL"
          + " FROM varve.dropped";

  void add(
      Connection connection,
      PointerStore.Entry entry,
      String by,
      Duration undropTime,
      Bytes afterwards)
      throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO varve.dropped (drop_id, iceberg_type, levels, table_name, metadata_location,"
            + " location, uuid, guarded, dropped_by, keep_until, purge)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " clock_timestamp() + ? * interval '1 millisecond', ?)",
        UuidCreator.getTimeOrderedEpoch().toString(),
        entry.type().name(),
        entry.identifier().namespace().levels(),
        entry.identifier().name(),
        entry.metadataLocation(),
        entry.facts().location(),
        entry.facts().uuid(),
        entry.facts().guarded(),
        by,
        undropTime.toMillis(),
        afterwards == Bytes.PURGE);
  }

  /**
   * At most {@code limit} drops whose time is not over, newest first.
   *
   * @param before only drops before this one; empty for the newest
   */
  List<DroppedEntry> list(Connection connection, String before, int limit) throws SQLException {
    return Sql.query(
            connection,
            SELECT
                + " WHERE (? = '' OR drop_id < ?)"
                + " AND keep_until > clock_timestamp() AND purge_lease IS NULL"
                + " ORDER BY drop_id DESC LIMIT ?",
            before,
            before,
            limit)
        .list(DroppedStore::entry);
  }

  /** The drop of that id, kept from changing until the transaction ends. */
  Optional<DroppedEntry> lock(Connection connection, String id) throws SQLException {
    return Sql.query(connection, SELECT + " WHERE drop_id = ? FOR UPDATE", id)
        .find(DroppedStore::entry);
  }

  /** Drops whose files are to be deleted and that nobody is purging, the longest due first. */
  List<DroppedEntry> listDue(Connection connection, int limit) throws SQLException {
    return Sql.query(
            connection,
            SELECT
                + " WHERE purge AND keep_until <= clock_timestamp()"
                + " AND (purge_lease IS NULL OR purge_lease < clock_timestamp())"
                + " ORDER BY keep_until LIMIT ?",
            limit)
        .list(DroppedStore::entry);
  }

  /**
   * Takes a drop for a purge, or keeps it for longer.
   *
   * @return whether it is still due, and nobody else's
   */
  boolean lease(Connection connection, String id, Duration time) throws SQLException {
    return Sql.update(
            connection,
            "UPDATE varve.dropped"
                + " SET purge_lease = clock_timestamp() + ? * interval '1 millisecond'"
                + " WHERE drop_id = ? AND purge AND keep_until <= clock_timestamp()"
                + " AND (purge_lease IS NULL OR purge_lease < clock_timestamp())",
            time.toMillis(),
            id)
        > 0;
  }

  /** Keeps a lease from expiring. */
  void renew(Connection connection, String id, Duration time) throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.dropped SET purge_lease = clock_timestamp() + ? * interval '1 millisecond'"
            + " WHERE drop_id = ?",
        time.toMillis(),
        id);
  }

  /** Gives a drop more time, in which it can be undone. */
  void postpone(Connection connection, String id, Duration time) throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.dropped SET keep_until = clock_timestamp() + ? * interval '1 millisecond'"
            + " WHERE drop_id = ? AND purge_lease IS NULL",
        time.toMillis(),
        id);
  }

  /** Where the metadata is of what can still be had back. */
  List<String> listUndroppable(Connection connection) throws SQLException {
    return Sql.query(
            connection,
            "SELECT metadata_location FROM varve.dropped"
                + " WHERE iceberg_type = 'TABLE' AND keep_until > clock_timestamp()")
        .list(row -> row.text(1));
  }

  /** Forgets a drop, and returns whether it was there. */
  boolean delete(Connection connection, String id) throws SQLException {
    return Sql.update(connection, "DELETE FROM varve.dropped WHERE drop_id = ?", id) > 0;
  }

  /** Forgets drops that cannot be undone any more, and whose files stay; returns how many. */
  int deleteOver(Connection connection) throws SQLException {
    return Sql.update(
        connection,
        "DELETE FROM varve.dropped WHERE NOT purge AND keep_until <= clock_timestamp()");
  }

  private static DroppedEntry entry(Sql.Row row) throws SQLException {
    return new DroppedEntry(
        row.text(1),
        PointerType.valueOf(row.text(2)),
        TableIdentifier.of(Namespace.of(row.texts(3).toArray(String[]::new)), row.text(4)),
        row.text(5),
        new MetadataFacts(row.text(6), row.text(7), row.flag(8)),
        new DroppedEntry.Dropping(
            row.text(9), row.instant(10), row.instant(11), row.flag(12) ? Bytes.PURGE : Bytes.KEEP),
        row.flag(13));
  }
}
