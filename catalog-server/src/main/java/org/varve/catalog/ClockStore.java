// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.varve.history.ImportRun;

/**
 * The clocks of the projects (design.md §3 "Time and order"). Every method works in the caller's
 * transaction.
 *
 * <p>Immutable.
 */
final class ClockStore {
  /** The {@code last} of a project without a change set: before any event that can be imported. */
  static final Instant BEGINNING = Instant.parse("1900-01-01T00:00:00Z");

  /**
   * What is pending while nobody writes: an import of old times may still stamp everything after
   * the last stamp, so that no reader may pass it.
   */
  static final String HOLD =
      "CASE WHEN import_times = 'RECORDED' THEN %s + interval '1 microsecond' END";

  private static final String SELECT =
      "SELECT last, pending, epoch, leased, lease_expires_at < clock_timestamp(), last_hash,"
          + " own_changes, import_id, import_times, clock_timestamp()"
          + " FROM varve.project_clock WHERE project_id = ?";

  void create(Connection connection, String projectId) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO varve.project_clock (project_id, last) VALUES (?, ?)",
        projectId,
        BEGINNING);
  }

  Optional<Clock> find(Connection connection, String projectId) throws SQLException {
    return Sql.query(connection, SELECT, projectId).find(ClockStore::clock);
  }

  /** Reads the row and keeps others from changing it until the transaction ends. */
  Optional<Clock> lock(Connection connection, String projectId) throws SQLException {
    return Sql.query(connection, SELECT + " FOR UPDATE", projectId).find(ClockStore::clock);
  }

  private static Clock clock(Sql.Row row) throws SQLException {
    return new Clock(
        row.instant(1),
        row.findInstant(2),
        row.number(3),
        row.flag(4),
        row.flag(5),
        Optional.ofNullable(row.nullableText(6)),
        row.flag(7),
        openImport(row.nullableText(8), row.nullableText(9)),
        row.instant(10));
  }

  private static Optional<ImportRun> openImport(@Nullable String id, @Nullable String times) {
    return id == null || times == null
        ? Optional.empty()
        : Optional.of(new ImportRun(id, ImportRun.Times.valueOf(times)));
  }

  /**
   * Gives the right to stamp to whoever asks, if the project takes change sets, nobody holds the
   * right, and the import that is open is the one given.
   *
   * <p>One statement that does not wait for the disk. A crash of the database may forget it; the
   * epoch is random, so that no later holder can have the same one, and the forgotten holder cannot
   * commit. The location may be older than the lease, if another commit came in between: then the
   * turn's own commit finds out.
   *
   * @return empty if one of the conditions does not hold
   */
  Optional<Lease> lease(
      Connection connection,
      String projectId,
      Optional<ImportRun> run,
      TableIdentifier table,
      Duration time)
      throws SQLException {
    return Sql.query(
            connection,
            "WITH quick AS MATERIALIZED"
                + " (SELECT set_config('synchronous_commit', 'off', true) AS setting)"
                + " UPDATE varve.project_clock AS c SET epoch = ?, leased = true,"
                + " lease_expires_at = clock_timestamp() + ? * interval '1 millisecond',"
                + " pending = CASE WHEN import_times = 'RECORDED'"
                + " THEN last + interval '1 microsecond'"
                + " ELSE greatest(clock_timestamp(), last + interval '1 microsecond') END"
                + " FROM quick, public.iceberg_tables AS t"
                + " WHERE quick.setting IS NOT NULL AND c.project_id = ?"
                + " AND (NOT c.leased OR c.lease_expires_at < clock_timestamp())"
                + " AND c.import_id IS NOT DISTINCT FROM ?"
                + " AND c.import_times IS NOT DISTINCT FROM ?"
                + " AND NOT EXISTS"
                + " (SELECT 1 FROM varve.projects AS p WHERE p.project_id = ? AND p.archived)"
                + " AND t.catalog_name = ? AND t.table_namespace = ? AND t.table_name = ?"
                + " RETURNING c.epoch, c.pending, c.last_hash, t.metadata_location",
            ThreadLocalRandom.current().nextLong(),
            time.toMillis(),
            projectId,
            run.map(ImportRun::inputId).orElse(null),
            run.map(open -> open.times().name()).orElse(null),
            projectId,
            PostgresCatalog.NAME,
            NamespaceNames.format(table.namespace()),
            table.name())
        .find(
            row ->
                new Lease(
                    row.number(1),
                    row.instant(2),
                    Optional.ofNullable(row.nullableText(3)),
                    row.text(4)));
  }

  /** Keeps a lease from expiring, if it is still that of the epoch. */
  void renew(Connection connection, String projectId, long epoch, Duration time)
      throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.project_clock"
            + " SET lease_expires_at = clock_timestamp() + ? * interval '1 millisecond'"
            + " WHERE project_id = ? AND epoch = ? AND leased",
        time.toMillis(),
        projectId,
        epoch);
  }

  /** Gives the lease back, if it is still that of the epoch. */
  void release(Connection connection, String projectId, long epoch) throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.project_clock SET leased = false, pending = "
            + HOLD.formatted("last")
            + " WHERE project_id = ? AND epoch = ? AND leased",
        projectId,
        epoch);
  }

  /** Takes an expired lease away: its holder cannot commit any more. */
  void fenceExpired(Connection connection, String projectId) throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.project_clock SET epoch = epoch + 1, leased = false, pending = "
            + HOLD.formatted("last")
            + " WHERE project_id = ? AND leased AND lease_expires_at < clock_timestamp()",
        projectId);
  }

  /** Takes the lease of one project away, whoever has it. */
  void fence(Connection connection, String projectId) throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.project_clock SET epoch = epoch + 1, leased = false, pending = "
            + HOLD.formatted("last")
            + " WHERE project_id = ?",
        projectId);
  }

  /** Takes all leases away. */
  void fenceAll(Connection connection) throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.project_clock SET epoch = epoch + 1, leased = false, pending = "
            + HOLD.formatted("last")
            + " WHERE leased");
  }

  /**
   * Promises that nothing more is stamped at or before a time.
   *
   * @return whether it is so; otherwise somebody may be stamping before it
   */
  boolean raise(Connection connection, String projectId, Instant time) throws SQLException {
    return Sql.update(
            connection,
            "UPDATE varve.project_clock SET last = greatest(last, ?)"
                + " WHERE project_id = ? AND (pending IS NULL OR pending > ?)",
            time,
            projectId,
            time)
        > 0;
  }

  /**
   * Takes a project for an import, on a row that is locked and not held.
   *
   * @param last what becomes of the last stamp
   */
  void openImport(Connection connection, String projectId, ImportRun run, Instant last)
      throws SQLException {
    Sql.update(
        connection,
        "UPDATE varve.project_clock SET epoch = epoch + 1, leased = false, last = ?,"
            + " import_id = ?, import_times = ? WHERE project_id = ?",
        last,
        run.inputId(),
        run.times().name(),
        projectId);
    fence(connection, projectId);
  }

  /**
   * Lets go of a project that this import holds.
   *
   * @return whether it held the project
   */
  boolean closeImport(Connection connection, String projectId, String inputId) throws SQLException {
    return Sql.update(
            connection,
            "UPDATE varve.project_clock SET epoch = epoch + 1, leased = false, pending = NULL,"
                + " import_id = NULL, import_times = NULL WHERE project_id = ? AND import_id = ?",
            projectId,
            inputId)
        > 0;
  }

  /**
   * The right to stamp.
   *
   * @param epoch what the commit must still find
   * @param lastHash the hash of the last change set
   * @param location where the table's metadata is
   */
  record Lease(long epoch, Instant firstStamp, Optional<String> lastHash, String location) {}
}
