// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.time.Duration;
import java.util.List;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewProperties;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.CatalogTransaction;
import org.varve.catalog.DroppedEntry.Bytes;
import org.varve.catalog.HistoryTables;
import org.varve.catalog.MetadataFacts;
import org.varve.catalog.PointerChange;
import org.varve.catalog.PointerType;

/** Creates, replaces, finds and drops views. Thread-safe. */
final class ViewService {
  private static final int MAX_ATTEMPTS = 5;

  private final CatalogStore store;
  private final MetadataFiles files;
  private final Locations locations;
  private final Duration undropTime;

  /**
   * Views of a store.
   *
   * @param undropTime how long a drop can be undone
   */
  ViewService(CatalogStore store, MetadataFiles files, Locations locations, Duration undropTime) {
    this.store = store;
    this.files = files;
    this.locations = locations;
    this.undropTime = undropTime;
  }

  List<TableIdentifier> list(Namespace namespace, Paging paging) {
    return store.read(
        transaction ->
            transaction.list(PointerType.VIEW, namespace, paging.token().after(), paging.limit()));
  }

  /**
   * The current metadata of a view.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchViewException if it is not there
   */
  ViewMetadata load(TableIdentifier identifier) {
    return files.loadView(
        store.read(transaction -> transaction.load(PointerType.VIEW, identifier)));
  }

  /** The metadata of a view at a location, current or not. */
  ViewMetadata loadVersion(String metadataLocation) {
    return files.loadView(metadataLocation);
  }

  /**
   * Fails unless the view is there; reads no file.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchViewException if it is not there
   */
  void checkExists(TableIdentifier identifier) {
    store.read(transaction -> transaction.load(PointerType.VIEW, identifier));
  }

  /**
   * Creates a view.
   *
   * @throws AlreadyExistsException if the name is taken
   */
  ViewMetadata create(Namespace namespace, CreateViewRequest request, Note note) {
    TableIdentifier identifier = TableIdentifier.of(namespace, request.name());
    ViewMetadata created =
        store.read(
            transaction -> {
              checkCreatable(transaction, identifier);
              String location = locations.choose(transaction, identifier, request.location());
              ViewMetadata metadata =
                  ViewMetadata.builder()
                      .setLocation(location)
                      .setProperties(request.properties())
                      .setCurrentVersion(request.viewVersion(), request.schema())
                      .build();
              checkLocations(transaction, namespace, null, metadata);
              return metadata;
            });
    return write(identifier, null, created, note);
  }

  private static void checkCreatable(CatalogTransaction transaction, TableIdentifier identifier)
      throws java.sql.SQLException {
    HistoryTables.check(transaction, "create", identifier);
    transaction.loadNamespaceProperties(identifier.namespace());
    if (transaction.find(PointerType.VIEW, identifier).isPresent()) {
      throw new AlreadyExistsException("View already exists: %s", identifier);
    }
    if (transaction.find(PointerType.TABLE, identifier).isPresent()) {
      throw new AlreadyExistsException("Table with same name already exists: %s", identifier);
    }
  }

  private void checkLocations(
      CatalogTransaction transaction,
      Namespace namespace,
      @Nullable ViewMetadata base,
      ViewMetadata updated)
      throws java.sql.SQLException {
    if (base == null || !updated.location().equals(base.location())) {
      locations.check(transaction, namespace, "view location", updated.location());
    }
    String directory = updated.properties().get(ViewProperties.WRITE_METADATA_LOCATION);
    if (directory != null) {
      locations.check(transaction, namespace, ViewProperties.WRITE_METADATA_LOCATION, directory);
    }
  }

  /**
   * Changes a view.
   *
   * @throws CommitFailedException if a requirement does not hold; nothing happened
   * @throws org.apache.iceberg.exceptions.NoSuchViewException if it is not there
   */
  ViewMetadata commit(TableIdentifier identifier, UpdateTableRequest request, Note note) {
    for (int attempt = 1; ; attempt++) {
      ViewMetadata base = load(identifier);
      ViewMetadata updated = apply(request, base, identifier);
      if (updated.changes().isEmpty()) {
        store.transact(
            note.origin(),
            transaction -> {
              note.write(transaction, base.metadataFileLocation());
              return true;
            });
        return base;
      }
      store.read(
          transaction -> {
            checkLocations(transaction, identifier.namespace(), base, updated);
            return true;
          });
      try {
        return write(identifier, base.metadataFileLocation(), updated, note);
      } catch (CommitFailedException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static ViewMetadata apply(
      UpdateTableRequest request, ViewMetadata base, TableIdentifier identifier) {
    for (UpdateRequirement requirement : request.requirements()) {
      requirement.validate(base);
    }
    try {
      ViewMetadata.Builder builder = ViewMetadata.buildFrom(base);
      request.updates().forEach(update -> update.applyTo(builder));
      return builder.build();
    } catch (UnsupportedOperationException
        | IllegalStateException
        | NullPointerException
        | IndexOutOfBoundsException e) {
      // Building metadata has no other input than the request: nothing else can be wrong.
      throw new BadRequestException(e, "Invalid updates: they do not fit the view: %s", identifier);
    }
  }

  private ViewMetadata write(
      TableIdentifier identifier, @Nullable String base, ViewMetadata metadata, Note note) {
    ViewMetadata written = files.write(base, metadata);
    try {
      store.commit(
          note.origin(),
          List.of(
              new PointerChange(
                  identifier,
                  PointerType.VIEW,
                  base,
                  written.metadataFileLocation(),
                  MetadataFacts.of(written))),
          transaction -> {
            note.write(transaction, written.metadataFileLocation());
            return true;
          });
      return written;
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      files.deleteUncommitted(written.metadataFileLocation());
      throw e;
    }
  }

  /**
   * Puts a view that is there as a file into the catalog.
   *
   * @throws AlreadyExistsException if the name is taken
   */
  ViewMetadata register(Namespace namespace, RegisterViewRequest request, Note note) {
    TableIdentifier identifier = TableIdentifier.of(namespace, request.name());
    store.read(
        transaction -> {
          checkCreatable(transaction, identifier);
          locations.check(transaction, namespace, "metadata location", request.metadataLocation());
          return true;
        });
    ViewMetadata metadata = files.loadForeignView(request.metadataLocation());
    store.commit(
        note.origin(),
        List.of(
            new PointerChange(
                identifier,
                PointerType.VIEW,
                null,
                request.metadataLocation(),
                MetadataFacts.of(metadata),
                "register")),
        transaction -> {
          note.write(transaction, request.metadataLocation());
          return true;
        });
    return metadata;
  }

  /** Takes a view out of the catalog. */
  void drop(TableIdentifier identifier, Note note) {
    store.transact(
        note.origin(),
        transaction -> {
          transaction.drop(PointerType.VIEW, identifier, undropTime, Bytes.KEEP);
          note.write(transaction, null);
          return true;
        });
  }

  /** Gives a view another name. */
  void rename(TableIdentifier from, TableIdentifier to, Note note) {
    store.transact(
        note.origin(),
        transaction -> {
          HistoryTables.check(transaction, "rename", to);
          transaction.rename(PointerType.VIEW, from, to);
          note.write(transaction, null);
          return true;
        });
  }
}
