// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
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

/** The catalog's rows as one transaction sees and changes them. Used by one thread. */
public final class CatalogTransaction {
  private final Connection connection;
  private final NamespaceStore namespaces;
  private final PointerStore pointers;

  CatalogTransaction(Connection connection, NamespaceStore namespaces, PointerStore pointers) {
    this.connection = connection;
    this.namespaces = namespaces;
    this.pointers = pointers;
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
    namespaces.create(connection, namespace, properties);
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
    return namespaces.updateProperties(connection, namespace, removals, updates);
  }

  /**
   * Forgets an empty namespace.
   *
   * @throws NoSuchNamespaceException if it is not there
   * @throws org.apache.iceberg.exceptions.NamespaceNotEmptyException if it holds anything, or
   *     belongs to a project
   */
  public void dropNamespace(Namespace namespace) throws SQLException {
    if (!namespaces.drop(connection, namespace)) {
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
    namespaces.require(connection, to.namespace());
    if (!pointers.rename(connection, type, from, to)) {
      throw noSuch(type, from);
    }
  }

  /**
   * Forgets a table or view; its files stay.
   *
   * @return its last metadata location
   * @throws NoSuchTableException if a table is not there
   * @throws NoSuchViewException if a view is not there
   */
  public String drop(PointerType type, TableIdentifier identifier) throws SQLException {
    String metadataLocation = load(type, identifier);
    if (!pointers.drop(connection, type, identifier)) {
      throw noSuch(type, identifier);
    }
    return metadataLocation;
  }

  /** Whether a table or view has its current metadata below a location. Reads all of them. */
  public boolean isLocationUsed(String location) throws SQLException {
    return Sql.query(
            connection,
            "SELECT 1 FROM public.iceberg_tables WHERE catalog_name = ?"
                + " AND starts_with(metadata_location, ?) LIMIT 1",
            PostgresCatalog.NAME,
            directory(location))
        .exists();
  }

  /**
   * Fails if a table or view of another name has its current metadata below a location, and keeps
   * that from changing until the transaction ends, among those who ask the same. Reads all of them.
   *
   * @throws AlreadyExistsException if there is one
   */
  public void checkLocationFree(String location, TableIdentifier except) throws SQLException {
    Sql.query(
            connection,
            "SELECT pg_advisory_xact_lock(hashtextextended(?, 0)) IS NULL",
            directory(location))
        .exists();
    boolean used =
        Sql.query(
                connection,
                "SELECT 1 FROM public.iceberg_tables WHERE catalog_name = ?"
                    + " AND starts_with(metadata_location, ?)"
                    + " AND (table_namespace, table_name) <> (?, ?) LIMIT 1",
                PostgresCatalog.NAME,
                directory(location),
                NamespaceNames.format(except.namespace()),
                except.name())
            .exists();
    if (used) {
      throw new AlreadyExistsException("Location already exists in the catalog: %s", location);
    }
  }

  private static String directory(String location) {
    return location.endsWith("/") ? location : location + "/";
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
