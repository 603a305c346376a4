// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.PointerChange;
import org.varve.catalog.PointerType;

/** Creates, finds and drops tables. Thread-safe. */
final class TableService {
  private static final Logger LOG = LoggerFactory.getLogger(TableService.class);

  private final CatalogStore store;
  private final FileIO io;
  private final MetadataFiles files;
  private final Locations locations;

  TableService(CatalogStore store, FileIO io, MetadataFiles files, Locations locations) {
    this.store = store;
    this.io = io;
    this.files = files;
    this.locations = locations;
  }

  List<TableIdentifier> list(Namespace namespace, Paging paging) {
    return store.transact(
        transaction ->
            transaction.list(PointerType.TABLE, namespace, paging.token().after(), paging.limit()));
  }

  /**
   * The current metadata location of a table.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchTableException if it is not there
   */
  String loadPointer(TableIdentifier identifier) {
    return store.transact(transaction -> transaction.load(PointerType.TABLE, identifier));
  }

  /** The location that a table's files lie below. */
  String loadLocation(TableIdentifier identifier) {
    return files.loadTable(loadPointer(identifier)).location();
  }

  /** What clients may do with the files of a table: those of the history they only read. */
  FileAccess.Mode access(TableIdentifier identifier) {
    return HistoryTables.mayBe(identifier)
            && store.transact(transaction -> HistoryTables.is(transaction, identifier))
        ? FileAccess.Mode.READ
        : FileAccess.Mode.READ_WRITE;
  }

  /**
   * The metadata that creating the table would write; writes nothing.
   *
   * @throws AlreadyExistsException if the name is taken
   */
  TableMetadata stage(Namespace namespace, CreateTableRequest request) {
    TableIdentifier identifier = TableIdentifier.of(namespace, request.name());
    String location = checkCreatable(identifier, request.location());
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            request.schema(),
            orElse(request.spec(), PartitionSpec.unpartitioned()),
            orElse(request.writeOrder(), SortOrder.unsorted()),
            location,
            request.properties());
    store.transact(
        transaction -> {
          MetadataChecks.check(transaction, locations, namespace, null, metadata);
          return true;
        });
    return metadata;
  }

  private static <T> T orElse(@Nullable T value, T other) {
    return value == null ? other : value;
  }

  private String checkCreatable(TableIdentifier identifier, @Nullable String requested) {
    return store.transact(
        transaction -> {
          HistoryTables.check(transaction, "create", identifier);
          transaction.loadNamespaceProperties(identifier.namespace());
          if (transaction.find(PointerType.TABLE, identifier).isPresent()) {
            throw new AlreadyExistsException("Table already exists: %s", identifier);
          }
          if (transaction.find(PointerType.VIEW, identifier).isPresent()) {
            throw new AlreadyExistsException("View with same name already exists: %s", identifier);
          }
          return locations.choose(transaction, identifier, requested);
        });
  }

  /**
   * Creates a table.
   *
   * @throws AlreadyExistsException if the name is taken
   */
  WrittenTable create(Namespace namespace, CreateTableRequest request, Note note) {
    WrittenTable written = files.write(null, stage(namespace, request));
    PointerChange change =
        new PointerChange(
            TableIdentifier.of(namespace, request.name()),
            PointerType.TABLE,
            null,
            written.location());
    try {
      store.commit(
          List.of(change),
          transaction -> {
            if (request.location() != null) {
              transaction.checkLocationFree(written.metadata().location(), change.identifier());
            }
            note.write(transaction, written.location());
            return true;
          });
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      files.deleteUncommitted(written.location());
      throw e;
    }
    files.remember(written);
    return written;
  }

  /**
   * Puts a table that is there as files into the catalog.
   *
   * @throws AlreadyExistsException if the name is taken and the request does not overwrite
   */
  String register(Namespace namespace, RegisterTableRequest request, Note note) {
    TableIdentifier identifier = TableIdentifier.of(namespace, request.name());
    Optional<String> base =
        store.transact(
            transaction -> {
              HistoryTables.check(transaction, "register", identifier);
              transaction.loadNamespaceProperties(namespace);
              locations.check(
                  transaction, namespace, "metadata location", request.metadataLocation());
              return transaction.find(PointerType.TABLE, identifier);
            });
    if (base.isPresent() && !request.overwrite()) {
      throw new AlreadyExistsException("Table already exists: %s", identifier);
    }
    TableMetadata metadata = files.loadTable(request.metadataLocation());
    checkRegistrable(namespace, metadata);
    store.commit(
        List.of(
            new PointerChange(
                identifier, PointerType.TABLE, base.orElse(null), request.metadataLocation())),
        transaction -> {
          transaction.checkLocationFree(metadata.location(), identifier);
          note.write(transaction, request.metadataLocation());
          return true;
        });
    return request.metadataLocation();
  }

  private void checkRegistrable(Namespace namespace, TableMetadata metadata) {
    store.transact(
        transaction -> {
          MetadataChecks.check(transaction, locations, namespace, null, metadata);
          return true;
        });
  }

  /**
   * Takes a table out of the catalog; its files stay.
   *
   * @return its last metadata location
   */
  String drop(TableIdentifier identifier, Note note) {
    return store.transact(
        transaction -> {
          HistoryTables.check(transaction, "drop", identifier);
          String last = transaction.drop(PointerType.TABLE, identifier);
          note.write(transaction, last);
          return last;
        });
  }

  /**
   * Drops a table and deletes its files, as far as they lie below its location and no other table
   * of the catalog lies there too. The table is gone even if some files cannot be deleted.
   */
  void purge(TableIdentifier identifier, Note note) {
    String last = drop(identifier, note);
    try {
      TableMetadata metadata = files.loadTable(last);
      boolean shared =
          store.transact(transaction -> transaction.isLocationUsed(metadata.location()));
      if (shared) {
        LOG.info("Dropped a table without purging, because another one shares its files: {}", last);
        return;
      }
      CatalogUtil.dropTableData(new OwnFiles(io, metadata.location()), metadata);
    } catch (NotFoundException e) {
      LOG.warn("Dropped a table without purging, because its metadata is gone: {}", identifier, e);
    }
  }

  /** Gives a table another name. */
  void rename(TableIdentifier from, TableIdentifier to, Note note) {
    store.transact(
        transaction -> {
          HistoryTables.check(transaction, "rename", from);
          HistoryTables.check(transaction, "rename", to);
          transaction.rename(PointerType.TABLE, from, to);
          note.write(transaction, null);
          return true;
        });
  }
}
