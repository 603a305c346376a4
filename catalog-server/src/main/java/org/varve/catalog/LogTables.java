// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.history.Project;
import org.varve.sql.QueryException;

/**
 * The {@code avu_changes} tables of the projects, at the places that their pointers name.
 * Thread-safe.
 */
final class LogTables {
  private final LedgerDatabase database;
  private final PostgresCatalog catalog;
  private final CachingFileIO files;

  LogTables(LedgerDatabase database, PostgresCatalog catalog, CachingFileIO files) {
    this.database = database;
    this.catalog = catalog;
    this.files = files;
  }

  static TableIdentifier identifierOf(Project project) {
    return TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE);
  }

  static String nameOf(Project project) {
    return PostgresCatalog.NAME + "." + identifierOf(project);
  }

  /** Where the table's metadata is; throws FAILED if there is no such table. */
  String loadPointer(Connection connection, Project project) throws SQLException {
    return catalog
        .pointers()
        .find(connection, PointerType.TABLE, identifierOf(project))
        .orElseThrow(() -> lostTable(project));
  }

  private static QueryException lostTable(Project project) {
    return new QueryException(
        QueryException.Kind.FAILED, "Table does not exist: " + identifierOf(project));
  }

  /** The table as it is, for reading. */
  BaseTable load(Project project) {
    return table(project, currentLocation(project));
  }

  /** The table as it was at a metadata location. */
  BaseTable table(Project project, String location) {
    return new BaseTable(
        new FixedOperations(loadMetadata(project, location), files), nameOf(project), report -> {});
  }

  /**
   * The metadata at a location. A reader so slow that it was deleted takes the pointer again: what
   * is there then holds everything that the location held.
   */
  TableMetadata loadMetadata(Project project, String location) {
    try {
      return catalog.metadata().load(files, location);
    } catch (NotFoundException e) {
      String again = currentLocation(project);
      if (again.equals(location)) {
        throw new QueryException(
            QueryException.Kind.FAILED, "Metadata file is missing: " + location, e);
      }
      return catalog.metadata().load(files, again);
    }
  }

  /** The table as it is. */
  TableMetadata loadCurrent(Project project) {
    return loadMetadata(project, currentLocation(project));
  }

  private String currentLocation(Project project) {
    return database.runStatement(connection -> loadPointer(connection, project));
  }

  /** Keeps metadata that was just written, so that nobody has to read it. */
  void remember(String location, TableMetadata written) {
    catalog.metadata().put(location, written);
  }
}
