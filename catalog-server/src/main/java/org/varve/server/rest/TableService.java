// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.DroppedEntry.Bytes;
import org.varve.catalog.HistoryTables;
import org.varve.catalog.MetadataFacts;
import org.varve.catalog.PointerChange;
import org.varve.catalog.PointerType;

/** Creates, finds and drops tables. Thread-safe. */
final class TableService {
  private final CatalogStore store;
  private final MetadataFiles files;
  private final Locations locations;
  private final Duration undropTime;

  /**
   * Tables of a store.
   *
   * @param undropTime how long a drop can be undone
   */
  TableService(CatalogStore store, MetadataFiles files, Locations locations, Duration undropTime) {
    this.store = store;
    this.files = files;
    this.locations = locations;
    this.undropTime = undropTime;
  }

  List<TableIdentifier> list(Namespace namespace, Paging paging) {
    return store.read(
        transaction ->
            transaction.list(PointerType.TABLE, namespace, paging.token().after(), paging.limit()));
  }

  /**
   * The current metadata location of a table.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchTableException if it is not there
   */
  String loadPointer(TableIdentifier identifier) {
    return store.read(transaction -> transaction.load(PointerType.TABLE, identifier));
  }

  /** The location that a table's files lie below. */
  String loadLocation(TableIdentifier identifier) {
    return files.loadTable(loadPointer(identifier)).location();
  }

  /** What clients may do with the files of a table: those of the history they only read. */
  FileAccess.Mode access(TableIdentifier identifier) {
    return HistoryTables.mayBe(identifier)
            && store.read(transaction -> HistoryTables.is(transaction, identifier))
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
    store.read(
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
    return store.read(
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
            written.location(),
            MetadataFacts.of(written.metadata()));
    try {
      store.commit(
          note.origin(),
          List.of(change),
          transaction -> {
            note.write(transaction, written.location());
            return true;
          });
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      files.deleteUncommitted(written.location());
      throw e;
    }
    files.remember(null, written);
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
        store.read(
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
    TableMetadata metadata = files.loadForeignTable(request.metadataLocation());
    checkRegistrable(namespace, metadata);
    store.commit(
        note.origin(),
        List.of(
            new PointerChange(
                identifier,
                PointerType.TABLE,
                base.orElse(null),
                request.metadataLocation(),
                MetadataFacts.of(metadata),
                "register")),
        transaction -> {
          transaction.checkUnprotected("replace", PointerType.TABLE, identifier);
          note.write(transaction, request.metadataLocation());
          return true;
        });
    return request.metadataLocation();
  }

  private void checkRegistrable(Namespace namespace, TableMetadata metadata) {
    store.read(
        transaction -> {
          MetadataChecks.check(transaction, locations, namespace, null, metadata);
          return true;
        });
  }

  /**
   * Takes a table out of the catalog, which can be undone for a time.
   *
   * @param afterwards what becomes of its files then
   */
  void drop(TableIdentifier identifier, Bytes afterwards, Note note) {
    store.transact(
        note.origin(),
        transaction -> {
          HistoryTables.check(transaction, "drop", identifier);
          String last = transaction.drop(PointerType.TABLE, identifier, undropTime, afterwards);
          note.write(transaction, last);
          return true;
        });
  }

  /**
   * Takes a table out of the catalog for good; its files stay.
   *
   * @return its last metadata location
   */
  String unregister(TableIdentifier identifier, Note note) {
    return store.transact(
        note.origin(),
        transaction -> {
          HistoryTables.check(transaction, "drop", identifier);
          String last = transaction.unregister(PointerType.TABLE, identifier);
          note.write(transaction, last);
          return last;
        });
  }

  /** Gives a table another name. */
  void rename(TableIdentifier from, TableIdentifier to, Note note) {
    store.transact(
        note.origin(),
        transaction -> {
          HistoryTables.check(transaction, "rename", from);
          HistoryTables.check(transaction, "rename", to);
          transaction.rename(PointerType.TABLE, from, to);
          note.write(transaction, null);
          return true;
        });
  }
}
