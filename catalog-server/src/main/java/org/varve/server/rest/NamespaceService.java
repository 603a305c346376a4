// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.CatalogTransaction;

/** Namespaces as clients see them: with a location. Thread-safe. */
final class NamespaceService {
  private final CatalogStore store;
  private final Locations locations;

  NamespaceService(CatalogStore store, Locations locations) {
    this.store = store;
    this.locations = locations;
  }

  boolean exists(Namespace namespace) {
    return store.read(transaction -> transaction.namespaceExists(namespace));
  }

  List<Namespace> list(Namespace parent, Paging paging) {
    return store.read(
        transaction -> transaction.listNamespaces(parent, paging.token().after(), paging.limit()));
  }

  /** Creates a namespace, and returns its properties. */
  Map<String, String> create(Namespace namespace, Map<String, String> properties, Note note) {
    return store.transact(
        note.origin(),
        transaction -> {
          transaction.createNamespace(namespace, properties);
          note.write(transaction, null);
          return withLocation(transaction, namespace);
        });
  }

  /** The properties, and where the namespace's tables lie unless a property says so. */
  Map<String, String> loadProperties(Namespace namespace) {
    return store.read(transaction -> withLocation(transaction, namespace));
  }

  private Map<String, String> withLocation(CatalogTransaction transaction, Namespace namespace)
      throws SQLException {
    Map<String, String> properties = new HashMap<>(transaction.loadNamespaceProperties(namespace));
    properties.putIfAbsent("location", locations.bucketLocation(transaction, namespace));
    return properties;
  }

  /** Changes properties, and returns the removed ones that were there. */
  List<String> update(
      Namespace namespace, Set<String> removals, Map<String, String> updates, Note note) {
    return store.transact(
        note.origin(),
        transaction -> {
          List<String> removed =
              transaction.updateNamespaceProperties(namespace, removals, updates);
          note.write(transaction, new String(RestJson.write(removed), StandardCharsets.UTF_8));
          return removed;
        });
  }

  void drop(Namespace namespace, Note note) {
    store.transact(
        note.origin(),
        transaction -> {
          transaction.dropNamespace(namespace);
          note.write(transaction, null);
          return true;
        });
  }
}
