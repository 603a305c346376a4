// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Which metadata location each table and view has. Every method works in the caller's transaction.
 *
 * <p>Immutable.
 */
final class PointerStore {
  private static final int MAX_NAME_LENGTH = 255;
  static final String KEY =
      " WHERE catalog_name = '" + PostgresCatalog.NAME + "' AND table_namespace = ?";

  private final EventStore events = new EventStore();

  /** Reads as many rows of an index as it returns, however many there are. */
  static final String LIST =
      "SELECT table_name FROM public.iceberg_tables"
          + KEY
          + " AND iceberg_type = ? AND table_name COLLATE \"C\" > ?"
          + " ORDER BY table_name COLLATE \"C\" LIMIT ?";

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

  /** The current metadata location of a table, and what its row tells. */
  Optional<TablePointer> findTable(Connection connection, TableIdentifier identifier)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT metadata_location, (SELECT state FROM varve.entries"
                + KEY
                + " AND table_name = ?) FROM public.iceberg_tables"
                + KEY
                + " AND table_name = ? AND iceberg_type = ?",
            NamespaceNames.format(identifier.namespace()),
            identifier.name(),
            NamespaceNames.format(identifier.namespace()),
            identifier.name(),
            PointerType.TABLE.name())
        .find(row -> pointer(row.text(1), row.nullableText(2)));
  }

  private static TablePointer pointer(String metadataLocation, @Nullable String state) {
    return new TablePointer(
        metadataLocation,
        Optional.ofNullable(state)
            .flatMap(text -> TableState.parse(text, metadataLocation))
            .orElse(null));
  }

  /** Whether the name is a table's or a view's. */
  static Optional<PointerType> findType(Connection connection, TableIdentifier identifier)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT iceberg_type FROM public.iceberg_tables" + KEY + " AND table_name = ?",
            NamespaceNames.format(identifier.namespace()),
            identifier.name())
        .find(row -> PointerType.valueOf(row.text(1)));
  }

  /**
   * Gives it another name.
   *
   * @return whether it was there
   * @throws AlreadyExistsException if the name is taken
   */
  boolean rename(
      Connection connection,
      Origin origin,
      PointerType type,
      TableIdentifier from,
      TableIdentifier to)
      throws SQLException {
    checkName(to);
    Optional<PointerType> taken = findType(connection, to);
    if (taken.isPresent()) {
      throw new AlreadyExistsException(
          "Cannot rename %s to %s. %s already exists",
          from, to, taken.get() == PointerType.TABLE ? "Table" : "View");
    }
    // Another transaction may take the name after the look: then this fails on the primary key.
    boolean renamed =
        Sql.update(
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
    if (renamed) {
      events.add(connection, origin, EventDraft.of("rename", type, from).with("to", to));
    }
    return renamed;
  }

  /** The entry of that name, kept from changing until the transaction ends. */
  Optional<Entry> lock(Connection connection, PointerType type, TableIdentifier identifier)
      throws SQLException {
    String namespace = NamespaceNames.format(identifier.namespace());
    Optional<String> location =
        Sql.query(
                connection,
                "SELECT metadata_location FROM public.iceberg_tables"
                    + KEY
                    + " AND table_name = ? AND iceberg_type = ? FOR UPDATE",
                namespace,
                identifier.name(),
                type.name())
            .find(row -> row.text(1));
    if (location.isEmpty()) {
      return Optional.empty();
    }
    // After the lock, in a statement of its own: a commit may have changed it meanwhile.
    return Sql.query(
            connection,
            "SELECT location, uuid, guarded FROM varve.entries" + KEY + " AND table_name = ?",
            namespace,
            identifier.name())
        .find(row -> new MetadataFacts(row.text(1), row.text(2), row.flag(3)))
        .map(facts -> new Entry(type, identifier, location.get(), facts));
  }

  /** Forgets an entry that is locked. */
  void delete(Connection connection, TableIdentifier identifier) throws SQLException {
    Sql.update(
        connection,
        "DELETE FROM public.iceberg_tables" + KEY + " AND table_name = ?",
        NamespaceNames.format(identifier.namespace()),
        identifier.name());
  }

  /** At most {@code limit} names after {@code after}, in the order of their characters. */
  List<TableIdentifier> list(
      Connection connection, PointerType type, Namespace namespace, String after, int limit)
      throws SQLException {
    return Sql.query(connection, LIST, NamespaceNames.format(namespace), type.name(), after, limit)
        .list(row -> TableIdentifier.of(namespace, row.text(1)));
  }

  static void checkName(TableIdentifier identifier) {
    if (identifier.name().isEmpty() || identifier.name().length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "Invalid table identifier: the name needs 1 to "
              + MAX_NAME_LENGTH
              + " characters: "
              + identifier);
    }
  }

  /** A table or view as it is in the catalog. */
  record Entry(
      PointerType type, TableIdentifier identifier, String metadataLocation, MetadataFacts facts) {}
}
