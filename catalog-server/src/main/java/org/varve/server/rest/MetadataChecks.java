// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.CatalogTransaction;

/** Keeps tables inside of the locations that their namespace may use. */
final class MetadataChecks {
  /** Properties that name a directory. */
  private static final List<String> DIRECTORIES =
      List.of(TableProperties.WRITE_METADATA_LOCATION, TableProperties.WRITE_DATA_LOCATION);

  private MetadataChecks() {}

  /**
   * Fails if a change moves a table, a directory that it writes to, or what a new snapshot is read
   * from, to where it may not lie. (Data files are not looked at: a table may refer to others'.)
   *
   * @param base null for a table that is created
   * @throws IllegalArgumentException if it may not lie there
   */
  static void check(
      CatalogTransaction transaction,
      Locations locations,
      Namespace namespace,
      @Nullable TableMetadata base,
      TableMetadata updated)
      throws SQLException {
    for (Place place : newPlaces(base, updated)) {
      locations.check(transaction, namespace, place.thing, place.location);
    }
  }

  /** Whether {@link #check} has anything to look up. */
  static boolean isNeeded(@Nullable TableMetadata base, TableMetadata updated) {
    return !newPlaces(base, updated).isEmpty();
  }

  private static List<Place> newPlaces(@Nullable TableMetadata base, TableMetadata updated) {
    List<Place> places = new ArrayList<>();
    if (base == null || !updated.location().equals(base.location())) {
      places.add(new Place("table location", updated.location()));
    }
    for (String property : DIRECTORIES) {
      String directory = updated.properties().get(property);
      String before = base == null ? null : base.properties().get(property);
      if (directory != null && !Objects.equals(directory, before)) {
        places.add(new Place(property, directory));
      }
    }
    for (Snapshot snapshot : updated.snapshots()) {
      String manifestList = snapshot.manifestListLocation();
      // Where the table lies has been checked when it came to lie there.
      if (manifestList != null
          && isNew(snapshot, base)
          && !Locations.isBelow(updated.location(), manifestList)) {
        places.add(new Place("manifest list", manifestList));
      }
    }
    return places;
  }

  private static boolean isNew(Snapshot snapshot, @Nullable TableMetadata base) {
    return base == null || base.snapshot(snapshot.snapshotId()) == null;
  }

  /**
   * Where something comes to lie.
   *
   * @param thing what it is, for a message
   */
  private record Place(String thing, String location) {}
}
