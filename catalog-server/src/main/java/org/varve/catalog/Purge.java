// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.Project;

/**
 * Deletes the files of tables that were dropped to be purged, when the time to undo that is over.
 *
 * <p>Only files that the table's metadata names and that lie below its location, and only while no
 * entry of the catalog uses that location or has the table's UUID: this is looked at once more
 * under the lock that every claim of a location takes. Before that the manifests of all other
 * tables are looked through for files of it, and if one needs any, the purge waits. A purge that is
 * interrupted goes on when its lease is over. Thread-safe; several processes may purge at once.
 */
public final class Purge {
  private static final Logger LOG = LoggerFactory.getLogger(Purge.class);
  private static final Duration LEASE = Duration.ofMinutes(10);

  /** How long a purge waits for others to let go of its files. */
  private static final Duration NEXT_LOOK = Duration.ofDays(1);

  private final PostgresCatalog catalog;
  private final Database database;
  private final LocationClaims claims = new LocationClaims();
  private final DroppedStore dropped = new DroppedStore();
  private final EventStore events = new EventStore();
  private final ForeignFiles foreign;

  Purge(PostgresCatalog catalog, Database database, ForeignFiles foreign) {
    this.catalog = catalog;
    this.database = database;
    this.foreign = foreign;
  }

  /**
   * Purges what is due, and forgets the drops that can be undone no more.
   *
   * @param limit most tables to purge
   * @return how many tables were purged
   */
  public int run(int limit) {
    database.transact(dropped::deleteOver);
    List<DroppedEntry> due = database.transact(connection -> dropped.listDue(connection, limit));
    Set<String> needed = due.isEmpty() ? Set.of() : listForeignDirectories();
    int purged = 0;
    for (DroppedEntry entry : due) {
      if (isNeeded(entry.facts().location(), needed)) {
        postpone(entry);
      } else if (database.transact(connection -> begin(connection, entry)) && purge(entry)) {
        purged++;
      }
    }
    return purged;
  }

  /** Where the tables of the catalog, and those that can be had back, refer to others' files. */
  private Set<String> listForeignDirectories() {
    Set<String> directories = new HashSet<>();
    for (String location : database.transact(this::listMetadataLocations)) {
      directories.addAll(foreign.directories(location));
    }
    return directories;
  }

  /** Histories refer to their own files alone: nobody else writes their manifests. */
  private List<String> listMetadataLocations(Connection connection) throws SQLException {
    List<String> locations =
        new ArrayList<>(
            Sql.query(
                    connection,
                    "SELECT metadata_location FROM public.iceberg_tables AS t"
                        + " WHERE catalog_name = ? AND iceberg_type = 'TABLE'"
                        + " AND NOT (table_name = ? AND EXISTS (SELECT 1 FROM varve.projects AS p"
                        + " WHERE p.namespace = t.table_namespace))",
                    PostgresCatalog.NAME,
                    Project.CHANGES_TABLE)
                .list(row -> row.text(1)));
    locations.addAll(dropped.listUndroppable(connection));
    return locations;
  }

  /** Whether a table of the catalog, or one that can be had back, needs files below a location. */
  boolean isNeeded(String location) {
    return isNeeded(location, listForeignDirectories());
  }

  private static boolean isNeeded(String location, Set<String> directories) {
    return directories.stream().anyMatch(directory -> directory.startsWith(location + "/"));
  }

  /** Nothing is lost by that: until it is purged, it can be had back. */
  private void postpone(DroppedEntry entry) {
    LOG.warn("Not purged, because another table needs files of it: {}", entry.facts().location());
    database.transact(
        connection -> {
          dropped.postpone(connection, entry.id(), NEXT_LOOK);
          return true;
        });
  }

  /** Whether this process is to purge it. */
  private boolean begin(Connection connection, DroppedEntry entry) throws SQLException {
    claims.lock(connection, entry.facts().location());
    if (claims.isUsed(connection, entry.facts())) {
      LOG.warn("Not purged, because its files are in use: {}", entry.facts().location());
      dropped.delete(connection, entry.id());
      return false;
    }
    return dropped.lease(connection, entry.id(), LEASE);
  }

  private boolean purge(DroppedEntry entry) {
    try {
      deleteFiles(entry);
    } catch (RuntimeException e) {
      // The lease ends, and whoever comes then goes on.
      LOG.warn("Failed to purge: {}", entry.facts().location(), e);
      return false;
    }
    boolean told = database.transact(connection -> finish(connection, entry));
    if (told) {
      LOG.info("Purged {}, dropped by {}", entry.identifier(), entry.dropping().by());
    }
    return told;
  }

  /** Whether it was this process that finished it: the lease may have changed hands. */
  private boolean finish(Connection connection, DroppedEntry entry) throws SQLException {
    boolean finished = dropped.delete(connection, entry.id());
    if (finished) {
      events.add(
          connection,
          Origin.SERVER,
          EventDraft.of("purge", entry.type(), entry.identifier())
              .with("metadata_location", entry.metadataLocation())
              .with("uuid", entry.facts().uuid()));
    }
    return finished;
  }

  private void deleteFiles(DroppedEntry entry) {
    TableMetadata metadata;
    try {
      metadata = catalog.metadata().load(catalog.io(), entry.metadataLocation());
    } catch (NotFoundException e) {
      // The metadata file goes last: everything else is gone.
      return;
    }
    new DeadFiles(
            new OwnFiles(catalog.io(), entry.facts().location()), metadata, () -> renew(entry))
        .delete();
  }

  private void renew(DroppedEntry entry) {
    database.transact(
        connection -> {
          dropped.renew(connection, entry.id(), LEASE);
          return true;
        });
  }
}
