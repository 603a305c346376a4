// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.varve.catalog.DroppedEntry.Bytes;

/** The catalog's rows as one transaction sees and changes them. Used by one thread. */
public final class CatalogTransaction {
  private final Connection connection;
  private final NamespaceStore namespaces;
  private final PointerStore pointers;
  private final Drops drops;
  private final Origin origin;

  /**
   * A transaction on a connection.
   *
   * @param origin who changes what is changed here
   */
  CatalogTransaction(
      Connection connection, NamespaceStore namespaces, PointerStore pointers, Origin origin) {
    this.connection = connection;
    this.namespaces = namespaces;
    this.pointers = pointers;
    this.drops = new Drops(pointers, namespaces);
    this.origin = origin;
  }

  /** How requests with an idempotency key ended. */
  public IdempotencyRows idempotency() {
    return new IdempotencyRows(connection);
  }

  public boolean namespaceExists(Namespace namespace) throws SQLException {
    return namespaces.exists(connection, namespace);
  }

  /**
   * Creates a namespace inside of its parent.
   *
   * @throws AlreadyExistsException if it is there
   * @throws NoSuchNamespaceException if its parent is not
   */
  public void createNamespace(Namespace namespace, Map<String, String> properties)
      throws SQLException {
    namespaces.create(connection, origin, namespace, properties);
  }

  /**
   * The properties of a namespace.
   *
   * @throws NoSuchNamespaceException if it is not there
   */
  public Map<String, String> loadNamespaceProperties(Namespace namespace) throws SQLException {
    checkExists(namespace);
    return namespaces.properties(connection, namespace);
  }

  /**
   * At most {@code limit} children after the level {@code after}, in the order of characters.
   *
   * @param after empty for the first page
   * @throws NoSuchNamespaceException if the parent is not there
   */
  public List<Namespace> listNamespaces(Namespace parent, String after, int limit)
      throws SQLException {
    if (!parent.isEmpty()) {
      checkExists(parent);
    }
    return namespaces.list(connection, parent, after, limit);
  }

  /**
   * Removes some properties and sets others.
   *
   * @return the removed keys that were there
   * @throws NoSuchNamespaceException if the namespace is not there
   */
  public List<String> updateNamespaceProperties(
      Namespace namespace, Set<String> removals, Map<String, String> updates) throws SQLException {
    return namespaces.updateProperties(connection, origin, namespace, removals, updates);
  }

  /**
   * Forgets an empty namespace.
   *
   * @throws NoSuchNamespaceException if it is not there
   * @throws org.apache.iceberg.exceptions.NamespaceNotEmptyException if it holds anything, or
   *     belongs to a project
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it, or one that it is in, is
   *     protected
   */
  public void dropNamespace(Namespace namespace) throws SQLException {
    drops.checkUnprotected(connection, "drop namespace", namespace);
    if (!namespaces.drop(connection, origin, namespace)) {
      throw noSuch(namespace);
    }
  }

  /** The bucket of the project whose namespace it is; empty for every other namespace. */
  public Optional<String> findProjectBucket(Namespace namespace) throws SQLException {
    return Sql.query(
            connection,
            "SELECT bucket FROM varve.projects JOIN varve.buckets USING (project_id)"
                + " WHERE namespace = ?",
            NamespaceNames.format(namespace))
        .find(row -> row.text(1));
  }

  /** The metadata location of the table or view of that name. */
  public Optional<String> find(PointerType type, TableIdentifier identifier) throws SQLException {
    return pointers.find(connection, type, identifier);
  }

  /**
   * The metadata location of the table or view of that name.
   *
   * @throws NoSuchTableException if a table is not there
   * @throws NoSuchViewException if a view is not there
   */
  public String load(PointerType type, TableIdentifier identifier) throws SQLException {
    return find(type, identifier).orElseThrow(() -> noSuch(type, identifier));
  }

  /** The pointer of the table of that name. */
  public Optional<TablePointer> findTable(TableIdentifier identifier) throws SQLException {
    return pointers.findTable(connection, identifier);
  }

  /**
   * The pointer of the table of that name.
   *
   * @throws NoSuchTableException if it is not there
   */
  public TablePointer loadTable(TableIdentifier identifier) throws SQLException {
    return findTable(identifier).orElseThrow(() -> noSuch(PointerType.TABLE, identifier));
  }

  /**
   * At most {@code limit} tables, or views, after the name {@code after}, in the order of
   * characters.
   *
   * @param after empty for the first page
   * @throws NoSuchNamespaceException if the namespace is not there
   */
  public List<TableIdentifier> list(PointerType type, Namespace namespace, String after, int limit)
      throws SQLException {
    checkExists(namespace);
    return pointers.list(connection, type, namespace, after, limit);
  }

  /**
   * Gives a table or view another name.
   *
   * @throws AlreadyExistsException if the name is taken
   * @throws NoSuchTableException if a table is not there
   * @throws NoSuchViewException if a view is not there
   * @throws NoSuchNamespaceException if the namespace of the new name is not there
   */
  public void rename(PointerType type, TableIdentifier from, TableIdentifier to)
      throws SQLException {
    load(type, from);
    if (!from.namespace().equals(to.namespace())) {
      // Otherwise a rename would be the way around the protection.
      drops.checkUnprotected(connection, "rename table", from.namespace());
    }
    namespaces.require(connection, to.namespace());
    if (!pointers.rename(connection, origin, type, from, to)) {
      throw noSuch(type, from);
    }
  }

  /**
   * Takes a table or view out of the catalog. That can be undone for a time.
   *
   * @param afterwards what becomes of its files when the time is over
   * @return its last metadata location
   * @throws NoSuchTableException if a table is not there
   * @throws NoSuchViewException if a view is not there
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is protected
   */
  public String drop(
      PointerType type, TableIdentifier identifier, Duration undropTime, Bytes afterwards)
      throws SQLException {
    return drops
        .drop(connection, origin, type, identifier, undropTime, afterwards)
        .orElseThrow(() -> noSuch(type, identifier))
        .metadataLocation();
  }

  /**
   * Takes a table or view out of the catalog for good. Its files stay, for another catalog or to be
   * registered here again.
   *
   * @return its last metadata location
   * @throws NoSuchTableException if a table is not there
   * @throws NoSuchViewException if a view is not there
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is protected
   */
  public String unregister(PointerType type, TableIdentifier identifier) throws SQLException {
    return drops
        .unregister(connection, origin, type, identifier)
        .orElseThrow(() -> noSuch(type, identifier))
        .metadataLocation();
  }

  /**
   * Fails if a table or view is there and protected.
   *
   * @param verb what somebody wants to do, for the message
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is protected
   */
  public void checkUnprotected(String verb, PointerType type, TableIdentifier identifier)
      throws SQLException {
    Optional<PointerStore.Entry> entry = pointers.lock(connection, type, identifier);
    if (entry.isPresent()) {
      drops.checkUnprotected(connection, verb, entry.get());
    }
  }

  /**
   * At most {@code limit} drops that can be undone, newest first.
   *
   * @param before only drops before this one; empty for the newest
   */
  public List<DroppedEntry> listDropped(String before, int limit) throws SQLException {
    return new DroppedStore().list(connection, before, limit);
  }

  /**
   * Puts back what was dropped.
   *
   * @param id of the drop
   * @param as its name; empty for the one that it had
   * @return the entry under the name that it has
   * @throws org.apache.iceberg.exceptions.NotFoundException if nothing can be undone under that id
   * @throws AlreadyExistsException if the name or the files are in use, or being purged
   * @throws NoSuchNamespaceException if the namespace is gone
   */
  public DroppedEntry undrop(String id, Optional<TableIdentifier> as) throws SQLException {
    DroppedEntry back = drops.undrop(connection, origin, id, as);
    HistoryTables.check(this, "undrop", back.identifier());
    return back;
  }

  private void checkExists(Namespace namespace) throws SQLException {
    if (!namespaces.exists(connection, namespace)) {
      throw noSuch(namespace);
    }
  }

  private static NoSuchNamespaceException noSuch(Namespace namespace) {
    return new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
  }

  private static RuntimeException noSuch(PointerType type, TableIdentifier identifier) {
    return type == PointerType.TABLE
        ? new NoSuchTableException("Table does not exist: %s", identifier)
        : new NoSuchViewException("View does not exist: %s", identifier);
  }
}
