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

  private final LocationClaims claims = new LocationClaims();
  private final EventStore events = new EventStore();

  /** Reads as many rows of an index as it returns, however many there are. */
  static final String LIST =
      "SELECT table_name FROM public.iceberg_tables"
          + KEY
          + " AND iceberg_type = ? AND table_name COLLATE \"C\" > ?"
          + " ORDER BY table_name COLLATE \"C\" LIMIT ?";

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
   * Makes one change, its row in {@code varve.commits}, and its event.
   *
   * @param commitId shared by all changes of a commit, and never used by another
   * @throws AlreadyExistsException if it creates what is there, or where files of another lie
   * @throws CommitFailedException if the location is not the change's base any more
   */
  void apply(Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    checkLengths(change);
    if (change.base() == null) {
      create(connection, origin, commitId, change);
      claims.claim(connection, change.identifier(), change.facts());
    } else if (!swap(connection, origin, commitId, change).equals(change.facts().location())) {
      claims.claim(connection, change.identifier(), change.facts());
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

  private static EventDraft event(UUID commitId, PointerChange change) {
    return EventDraft.of(change.verb(), change.type(), change.identifier())
        .with("metadata_location", change.next())
        .with("previous_metadata_location", change.base())
        .with("uuid", change.facts().uuid())
        .with("commit_id", commitId.toString());
  }

  private static void create(
      Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    EventDraft event = event(commitId, change);
    String namespace = NamespaceNames.format(change.identifier().namespace());
    int created =
        Sql.update(
            connection,
            "WITH moved AS (INSERT INTO public.iceberg_tables"
                + " (catalog_name, table_namespace, table_name, metadata_location, iceberg_type)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1),"
                + " known AS (INSERT INTO varve.entries"
                + " (catalog_name, table_namespace, table_name, location, uuid, guarded)"
                + " SELECT ?, ?, ?, ?, ?, ? FROM moved),"
                + " logged AS (INSERT INTO varve.events"
                + EventStore.COLUMNS
                + " SELECT ?, ?, ?, ?, ?, NULL, ? FROM moved) "
                + INSERT_COMMIT
                + " FROM moved",
            PostgresCatalog.NAME,
            namespace,
            change.identifier().name(),
            change.next(),
            change.type().name(),
            PostgresCatalog.NAME,
            namespace,
            change.identifier().name(),
            change.facts().location(),
            change.facts().uuid(),
            change.facts().guarded(),
            event.type(),
            origin.principal(),
            origin.requestId(),
            event.namespace().levels(),
            event.name(),
            event.details().toString(),
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

  /** Moves the pointer, and returns the location that the files had before. */
  private String swap(Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    EventDraft event = event(commitId, change);
    String namespace = NamespaceNames.format(change.identifier().namespace());
    String name = change.identifier().name();
    return Sql.query(
            connection,
            "WITH known AS (SELECT location FROM varve.entries"
                + KEY
                + " AND table_name = ?),"
                + " moved AS (UPDATE public.iceberg_tables"
                + " SET metadata_location = ?, previous_metadata_location = metadata_location"
                + KEY
                + " AND table_name = ? AND iceberg_type = ? AND metadata_location = ?"
                + " RETURNING 1),"
                + " told AS (UPDATE varve.entries SET location = ?, uuid = ?, guarded = ?"
                + " FROM moved"
                + KEY
                + " AND table_name = ? AND (location, uuid, guarded) IS DISTINCT FROM (?, ?, ?)),"
                + " logged AS (INSERT INTO varve.events"
                + EventStore.COLUMNS
                + " SELECT ?, ?, ?, ?, ?, NULL, ? FROM moved) "
                + INSERT_COMMIT
                + " FROM moved RETURNING (SELECT location FROM known)",
            namespace,
            name,
            change.next(),
            namespace,
            name,
            change.type().name(),
            change.base(),
            change.facts().location(),
            change.facts().uuid(),
            change.facts().guarded(),
            namespace,
            name,
            change.facts().location(),
            change.facts().uuid(),
            change.facts().guarded(),
            event.type(),
            origin.principal(),
            origin.requestId(),
            event.namespace().levels(),
            event.name(),
            event.details().toString(),
            commitId,
            change.next(),
            namespace,
            name)
        .find(row -> row.text(1))
        .orElseThrow(() -> lostRace(connection, change));
  }

  private CommitFailedException lostRace(Connection connection, PointerChange change) {
    try {
      return new CommitFailedException(
          "Cannot commit %s: metadata location %s has changed from %s",
          change.identifier(),
          find(connection, change.type(), change.identifier()).orElse("(dropped)"),
          change.base());
    } catch (SQLException e) {
      return new CommitFailedException(
          e, "Cannot commit %s: metadata location has changed", change.identifier());
    }
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

  /** A table or view as it is in the catalog. */
  record Entry(
      PointerType type, TableIdentifier identifier, String metadataLocation, MetadataFacts facts) {}
}
