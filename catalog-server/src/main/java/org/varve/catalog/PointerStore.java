// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;

/**
 * Which metadata location each table and view has. Every method works in the caller's transaction.
 *
 * <p>Immutable.
 */
final class PointerStore {
  private static final int MAX_NAME_LENGTH = 255;
  private static final int MAX_LOCATION_LENGTH = 1000;
  private static final String KEY =
      " WHERE catalog_name = '" + PostgresCatalog.NAME + "' AND table_namespace = ?";

  private static final String INSERT_COMMIT =
      "INSERT INTO varve.commits (commit_id, metadata_location, table_namespace, table_name)"
          + " SELECT ?, ?, ?, ?";

  /** The current metadata location. */
  Optional<String> find(Connection connection, PointerType type, TableIdentifier identifier)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT metadata_location FROM public.iceberg_tables"
                + KEY
                + " AND table_name = ? AND iceberg_type = ?",
            NamespaceNames.format(identifier.namespace()),
            identifier.name(),
            type.name())
        .find(row -> row.text(1));
  }

  /**
   * Makes one change, and its row in {@code varve.commits}.
   *
   * @param commitId shared by all changes of a commit, and never used by another
   * @throws AlreadyExistsException if it creates what is there
   * @throws CommitFailedException if the location is not the change's base any more
   */
  void apply(Connection connection, UUID commitId, PointerChange change) throws SQLException {
    checkLengths(change);
    if (change.base() == null) {
      create(connection, commitId, change);
    } else {
      swap(connection, commitId, change);
    }
  }

  /** Makes the row of a change in {@code varve.commits}; waits for whoever is making the same. */
  void insertCommit(Connection connection, UUID commitId, PointerChange change)
      throws SQLException {
    Sql.update(
        connection,
        INSERT_COMMIT,
        commitId,
        change.next(),
        NamespaceNames.format(change.identifier().namespace()),
        change.identifier().name());
  }

  private static void create(Connection connection, UUID commitId, PointerChange change)
      throws SQLException {
    String namespace = NamespaceNames.format(change.identifier().namespace());
    int created =
        Sql.update(
            connection,
            "WITH moved AS (INSERT INTO public.iceberg_tables"
                + " (catalog_name, table_namespace, table_name, metadata_location, iceberg_type)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1) "
                + INSERT_COMMIT
                + " FROM moved",
            PostgresCatalog.NAME,
            namespace,
            change.identifier().name(),
            change.next(),
            change.type().name(),
            commitId,
            change.next(),
            namespace,
            change.identifier().name());
    if (created == 0) {
      throw alreadyExists(connection, change.type(), change.identifier());
    }
  }

  private static AlreadyExistsException alreadyExists(
      Connection connection, PointerType wanted, TableIdentifier identifier) throws SQLException {
    PointerType existing = findType(connection, identifier).orElse(wanted);
    String thing = existing == PointerType.TABLE ? "Table" : "View";
    return existing == wanted
        ? new AlreadyExistsException("%s already exists: %s", thing, identifier)
        : new AlreadyExistsException("%s with same name already exists: %s", thing, identifier);
  }

  private static Optional<PointerType> findType(Connection connection, TableIdentifier identifier)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT iceberg_type FROM public.iceberg_tables" + KEY + " AND table_name = ?",
            NamespaceNames.format(identifier.namespace()),
            identifier.name())
        .find(row -> PointerType.valueOf(row.text(1)));
  }

  private void swap(Connection connection, UUID commitId, PointerChange change)
      throws SQLException {
    String namespace = NamespaceNames.format(change.identifier().namespace());
    int swapped =
        Sql.update(
            connection,
            "WITH moved AS (UPDATE public.iceberg_tables"
                + " SET metadata_location = ?, previous_metadata_location = metadata_location"
                + KEY
                + " AND table_name = ? AND iceberg_type = ? AND metadata_location = ?"
                + " RETURNING 1) "
                + INSERT_COMMIT
                + " FROM moved",
            change.next(),
            namespace,
            change.identifier().name(),
            change.type().name(),
            change.base(),
            commitId,
            change.next(),
            namespace,
            change.identifier().name());
    if (swapped == 0) {
      throw new CommitFailedException(
          "Cannot commit %s: metadata location %s has changed from %s",
          change.identifier(),
          find(connection, change.type(), change.identifier()).orElse("(dropped)"),
          change.base());
    }
  }

  /**
   * Gives it another name.
   *
   * @return whether it was there
   * @throws AlreadyExistsException if the name is taken
   */
  boolean rename(Connection connection, PointerType type, TableIdentifier from, TableIdentifier to)
      throws SQLException {
    checkName(to);
    Optional<PointerType> taken = findType(connection, to);
    if (taken.isPresent()) {
      throw new AlreadyExistsException(
          "Cannot rename %s to %s. %s already exists",
          from, to, taken.get() == PointerType.TABLE ? "Table" : "View");
    }
    // Another transaction may take the name after the look: then this fails on the primary key.
    return Sql.update(
            connection,
            "UPDATE public.iceberg_tables SET table_namespace = ?, table_name = ?"
                + KEY
                + " AND table_name = ? AND iceberg_type = ?",
            NamespaceNames.format(to.namespace()),
            to.name(),
            NamespaceNames.format(from.namespace()),
            from.name(),
            type.name())
        > 0;
  }

  /** Forgets it, and tells whether it was there. */
  boolean drop(Connection connection, PointerType type, TableIdentifier identifier)
      throws SQLException {
    return Sql.update(
            connection,
            "DELETE FROM public.iceberg_tables" + KEY + " AND table_name = ? AND iceberg_type = ?",
            NamespaceNames.format(identifier.namespace()),
            identifier.name(),
            type.name())
        > 0;
  }

  /** At most {@code limit} names after {@code after}, in the order of their characters. */
  List<TableIdentifier> list(
      Connection connection, PointerType type, Namespace namespace, String after, int limit)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT table_name FROM public.iceberg_tables"
                + KEY
                + " AND iceberg_type = ? AND table_name COLLATE \"C\" > ?"
                + " ORDER BY table_name COLLATE \"C\" LIMIT ?",
            NamespaceNames.format(namespace),
            type.name(),
            after,
            limit)
        .list(row -> TableIdentifier.of(namespace, row.text(1)));
  }

  private static void checkLengths(PointerChange change) {
    checkName(change.identifier());
    if (change.next().length() > MAX_LOCATION_LENGTH) {
      throw new IllegalArgumentException(
          "Invalid metadata location: it is longer than "
              + MAX_LOCATION_LENGTH
              + " characters: "
              + change.next());
    }
  }

  private static void checkName(TableIdentifier identifier) {
    if (identifier.name().isEmpty() || identifier.name().length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "Invalid table identifier: the name needs 1 to "
              + MAX_NAME_LENGTH
              + " characters: "
              + identifier);
    }
  }
}
