// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/**
 * Keeps the files of each table and view apart: no location is, or lies below, that of another
 * entry. Every method works in the caller's transaction.
 *
 * <p>Immutable.
 */
final class LocationClaims {
  /** Of two locations, whether one is the other or lies below it; three arguments. */
  private static final String OVERLAPS = "(location = ANY (?) OR (location > ? AND location < ?))";

  /**
   * Takes a location for an entry, among all that ask, until the transaction ends. What was dropped
   * there, or has the same UUID, is in use again: it is neither purged nor undropped any more.
   *
   * @throws AlreadyExistsException if another entry uses the location, or its files are being
   *     purged
   */
  void claim(Connection connection, TableIdentifier identifier, MetadataFacts facts)
      throws SQLException {
    lock(connection, facts.location());
    boolean used =
        Sql.query(
                connection,
                "SELECT 1 FROM varve.entries WHERE "
                    + OVERLAPS
                    + " AND (table_namespace, table_name) <> (?, ?) LIMIT 1",
                sameOrAbove(facts.location()),
                facts.location() + "/",
                facts.location() + "0",
                NamespaceNames.format(identifier.namespace()),
                identifier.name())
            .exists();
    if (used) {
      throw new AlreadyExistsException(
          "Location already exists in the catalog: %s", facts.location());
    }
    revive(connection, facts);
  }

  private static void revive(Connection connection, MetadataFacts facts) throws SQLException {
    boolean purging =
        Sql.query(
                connection,
                "SELECT 1 FROM varve.dropped WHERE purge_lease IS NOT NULL AND ("
                    + OVERLAPS
                    + " OR uuid = nullif(?, '')) LIMIT 1",
                sameOrAbove(facts.location()),
                facts.location() + "/",
                facts.location() + "0",
                facts.uuid())
            .exists();
    if (purging) {
      throw new AlreadyExistsException(
          "Cannot use location: what was dropped there is being purged: %s", facts.location());
    }
    Sql.update(
        connection,
        "DELETE FROM varve.dropped WHERE " + OVERLAPS + " OR uuid = nullif(?, '')",
        sameOrAbove(facts.location()),
        facts.location() + "/",
        facts.location() + "0",
        facts.uuid());
  }

  /** Whether an entry has the location, one above or below it, or the UUID. */
  boolean isUsed(Connection connection, MetadataFacts facts) throws SQLException {
    return Sql.query(
            connection,
            "SELECT 1 FROM varve.entries WHERE " + OVERLAPS + " OR uuid = nullif(?, '') LIMIT 1",
            sameOrAbove(facts.location()),
            facts.location() + "/",
            facts.location() + "0",
            facts.uuid())
        .exists();
  }

  /** Waits until nobody else claims a location here, and keeps others from it. */
  void lock(Connection connection, String location) throws SQLException {
    Sql.query(
            connection,
            "SELECT pg_advisory_xact_lock(hashtextextended(?, 0)) IS NULL",
            "location " + neighborhood(location))
        .exists();
  }

  /**
   * What two locations share if one lies below the other: the first segment below the bucket, and
   * for the few that lie in no bucket, everything.
   */
  private static String neighborhood(String location) {
    String[] parts = location.split("/", 5);
    return location.startsWith("s3://") && parts.length > 3
        ? "s3://" + parts[2] + "/" + parts[3]
        : "elsewhere";
  }

  /** The location and every one that it lies below. */
  private static String[] sameOrAbove(String location) {
    List<String> found = new ArrayList<>();
    found.add(location);
    for (int slash = location.lastIndexOf('/'); slash > 0; ) {
      found.add(location.substring(0, slash));
      slash = location.lastIndexOf('/', slash - 1);
    }
    return found.toArray(String[]::new);
  }
}
