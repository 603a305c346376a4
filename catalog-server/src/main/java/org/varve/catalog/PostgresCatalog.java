// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.metrics.MetricsReporter;
import org.apache.iceberg.view.BaseMetastoreViewCatalog;
import org.apache.iceberg.view.ViewOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Iceberg tables and views whose pointers are in PostgreSQL, in the tables of JdbcCatalog's schema
 * V1.
 *
 * <p>Namespaces must exist before anything is created in them. Listings are in the order of the
 * characters. Thread-safe; it holds nothing that needs closing, and whoever made the database and
 * the FileIO closes those.
 */
public final class PostgresCatalog extends BaseMetastoreViewCatalog implements SupportsNamespaces {
  /** The name of the one catalog of a database, and of its warehouse. */
  public static final String NAME = "varve";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresCatalog.class);
  private static final long METADATA_CACHE_BYTES = 48L * 1024 * 1024;

  private final Database database;
  private final BucketStore buckets;
  private final FileIO io;
  private final Map<String, String> properties;
  private final NamespaceStore namespaces = new NamespaceStore();
  private final PointerStore pointers = new PointerStore();
  private final MetadataCache metadata = new MetadataCache(METADATA_CACHE_BYTES);
  private final Drops drops = new Drops(pointers, namespaces);
  private final Commits commits;
  private final ForeignFiles foreignFiles;

  /**
   * A catalog over a database.
   *
   * @param io reads and writes the locations of the tables; also the bucket locations that this
   *     catalog gives
   * @param properties Iceberg's {@code table-default.*}, {@code table-override.*} and their like
   */
  public PostgresCatalog(
      Database database, BucketStore buckets, FileIO io, Map<String, String> properties) {
    this.database = database;
    this.buckets = buckets;
    this.io = io;
    this.properties = Map.copyOf(properties);
    this.commits = new Commits(database, pointers, namespaces);
    this.foreignFiles = new ForeignFiles(io, metadata);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected Map<String, String> properties() {
    return properties;
  }

  @Override
  protected MetricsReporter metricsReporter() {
    return properties.containsKey(CatalogProperties.METRICS_REPORTER_IMPL)
        ? super.metricsReporter()
        : report -> LOG.debug("{}", report);
  }

  /** Reads and writes the locations of the tables. Closed by whoever made the catalog. */
  public FileIO io() {
    return io;
  }

  Commits commits() {
    return commits;
  }

  PointerStore pointers() {
    return pointers;
  }

  BucketStore buckets() {
    return buckets;
  }

  /** Table metadata by location, shared by all users of the catalog. */
  public MetadataCache metadata() {
    return metadata;
  }

  /** The catalog's rows, for those who make and read table metadata themselves. */
  public CatalogStore store() {
    return new CatalogStore(database, namespaces, pointers, commits);
  }

  /** Deletes the files of what was dropped. */
  public Purge purge() {
    return new Purge(this, database, foreignFiles);
  }

  /** What changed, in the order in which it can be followed. */
  public EventLog events() {
    return new EventLog(database);
  }

  Optional<String> findPointer(PointerType type, TableIdentifier identifier) {
    return database.runStatement(connection -> pointers.find(connection, type, identifier));
  }

  /** Fails early, before a file is written, for what the commit would refuse. */
  void checkCreatable(PointerType type, TableIdentifier identifier) {
    PointerType other = type == PointerType.TABLE ? PointerType.VIEW : PointerType.TABLE;
    database.transact(
        connection -> {
          namespaces.require(connection, identifier.namespace());
          if (pointers.find(connection, other, identifier).isPresent()) {
            throw new AlreadyExistsException(
                "%s with same name already exists: %s",
                other == PointerType.TABLE ? "Table" : "View", identifier);
          }
          return true;
        });
  }

  /** Removes a file of a commit that certainly did not happen. */
  void deleteUncommitted(String location, RuntimeException cause) {
    try {
      io.deleteFile(location);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier identifier) {
    return new PostgresTableOperations(this, identifier);
  }

  @Override
  protected ViewOperations newViewOps(TableIdentifier identifier) {
    return new PostgresViewOperations(this, identifier);
  }

  @Override
  protected boolean isValidIdentifier(TableIdentifier identifier) {
    return !identifier.namespace().isEmpty();
  }

  @Override
  protected String defaultWarehouseLocation(TableIdentifier identifier) {
    return TableLocations.create(buckets.bucketOf(identifier.namespace()), identifier.name());
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return list(PointerType.TABLE, namespace, "", Integer.MAX_VALUE);
  }

  @Override
  public List<TableIdentifier> listViews(Namespace namespace) {
    return list(PointerType.VIEW, namespace, "", Integer.MAX_VALUE);
  }

  List<TableIdentifier> list(PointerType type, Namespace namespace, String after, int limit) {
    return database.transact(
        connection -> {
          requireListable(namespaces.exists(connection, namespace), namespace);
          return pointers.list(connection, type, namespace, after, limit);
        });
  }

  private static void requireListable(boolean exists, Namespace namespace) {
    if (!exists) {
      throw new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
    }
  }

  /**
   * Forgets a table, for good. The bytes stay, unless {@code purge}: then the files that its
   * metadata names and that lie below its location are deleted too, as far as that works, and
   * unless another table needs one of them.
   */
  @Override
  public boolean dropTable(TableIdentifier identifier, boolean purge) {
    if (!isValidIdentifier(identifier)) {
      return false;
    }
    Optional<TableMetadata> last = purge ? findMetadata(identifier) : Optional.empty();
    boolean dropped =
        database.transact(
            connection ->
                drops
                    .unregister(connection, Origin.SERVER, PointerType.TABLE, identifier)
                    .isPresent());
    if (dropped) {
      last.ifPresent(this::deleteFiles);
    }
    return dropped;
  }

  private void deleteFiles(TableMetadata dead) {
    try {
      if (!purge().isNeeded(MetadataFacts.of(dead).location())) {
        new DeadFiles(new OwnFiles(io, dead.location()), dead, () -> {}).delete();
      }
    } catch (RuntimeException e) {
      LOG.warn("Failed to delete files of a table that is dropped: {}", dead.location(), e);
    }
  }

  private Optional<TableMetadata> findMetadata(TableIdentifier identifier) {
    try {
      return Optional.ofNullable(newTableOps(identifier).current());
    } catch (NotFoundException e) {
      LOG.warn("Dropping a table whose metadata is gone, without purging: {}", identifier, e);
      return Optional.empty();
    }
  }

  @Override
  public boolean dropView(TableIdentifier identifier) {
    return isValidIdentifier(identifier)
        && database.transact(
            connection ->
                drops
                    .unregister(connection, Origin.SERVER, PointerType.VIEW, identifier)
                    .isPresent());
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    if (!from.equals(to) && !rename(PointerType.TABLE, from, to)) {
      throw new NoSuchTableException("Table does not exist: %s", from);
    }
  }

  @Override
  public void renameView(TableIdentifier from, TableIdentifier to) {
    if (!from.equals(to) && !rename(PointerType.VIEW, from, to)) {
      throw new NoSuchViewException("View does not exist: %s", from);
    }
  }

  private boolean rename(PointerType type, TableIdentifier from, TableIdentifier to) {
    try {
      return database.transact(
          connection -> {
            if (pointers.find(connection, type, from).isEmpty()) {
              return false;
            }
            namespaces.require(connection, to.namespace());
            return pointers.rename(connection, Origin.SERVER, type, from, to);
          });
    } catch (DatabaseException e) {
      if (SqlStates.isUniqueViolation(e.getCause())) {
        throw new AlreadyExistsException(
            e, "Cannot rename %s to %s. The name was taken concurrently", from, to);
      }
      throw e;
    }
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> initialProperties) {
    database.transact(
        connection -> {
          namespaces.create(connection, Origin.SERVER, namespace, initialProperties);
          return true;
        });
  }

  @Override
  public List<Namespace> listNamespaces(Namespace parent) {
    return listNamespaces(parent, "", Integer.MAX_VALUE);
  }

  List<Namespace> listNamespaces(Namespace parent, String after, int limit) {
    return database.transact(
        connection -> {
          requireListable(parent.isEmpty() || namespaces.exists(connection, parent), parent);
          return namespaces.list(connection, parent, after, limit);
        });
  }

  @Override
  public boolean namespaceExists(Namespace namespace) {
    return !namespace.isEmpty()
        && database.runStatement(connection -> namespaces.exists(connection, namespace));
  }

  /** Its properties, and where its tables lie unless a property says so. */
  @Override
  public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
    Map<String, String> loaded =
        database.transact(
            connection -> {
              requireListable(namespaces.exists(connection, namespace), namespace);
              return namespaces.properties(connection, namespace);
            });
    loaded.putIfAbsent("location", "s3://" + buckets.bucketOf(namespace));
    return Map.copyOf(loaded);
  }

  @Override
  public boolean dropNamespace(Namespace namespace) {
    return !namespace.isEmpty()
        && database.transact(connection -> namespaces.drop(connection, Origin.SERVER, namespace));
  }

  @Override
  public boolean setProperties(Namespace namespace, Map<String, String> updates) {
    updateProperties(namespace, Set.of(), updates);
    return !updates.isEmpty();
  }

  @Override
  public boolean removeProperties(Namespace namespace, Set<String> removals) {
    return !updateProperties(namespace, removals, Map.of()).isEmpty();
  }

  /**
   * Removes some properties and sets others, at once.
   *
   * @return the removed keys that were there
   */
  List<String> updateProperties(
      Namespace namespace, Set<String> removals, Map<String, String> updates) {
    return database.transact(
        connection ->
            namespaces.updateProperties(connection, Origin.SERVER, namespace, removals, updates));
  }
}
