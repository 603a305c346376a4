// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.varve.sql.QueryException.Kind;

/**
 * From names as SQL writes them to the tables of a catalog.
 *
 * <p>{@code a.b.t} and {@code "a.b".t} both name a table {@code t} in the namespace of the levels a
 * and b, and in the one whose only level is {@code a.b}. What is written exactly wins; after it,
 * what differs in case only, if there is one such name.
 */
final class CatalogNames {
  private final Catalog catalog;
  private final SupportsNamespaces namespaces;
  private final Namespace defaultNamespace;

  CatalogNames(Catalog catalog, SupportsNamespaces namespaces, Namespace defaultNamespace) {
    this.catalog = catalog;
    this.namespaces = namespaces;
    this.defaultNamespace = defaultNamespace;
  }

  /** A table and the identifier under which the catalog has it. */
  record Found(TableIdentifier identifier, Table table) {}

  /**
   * The table of a name.
   *
   * @throws QueryException of kind NOT_FOUND if there is none, of kind UNPROCESSABLE if several
   *     differ in case only or if it is a view
   */
  Found load(RelationReference reference) {
    List<String> levels = reference.path().subList(0, reference.path().size() - 1);
    if (levels.isEmpty() && defaultNamespace.isEmpty()) {
      throw absent(reference);
    }
    String name = reference.tableName();
    List<Namespace> exact = exactNamespaces(levels);
    for (Namespace namespace : exact) {
      TableIdentifier identifier = TableIdentifier.of(namespace, name);
      try {
        return new Found(identifier, catalog.loadTable(identifier));
      } catch (NoSuchTableException e) {
        requireNoView(identifier);
      }
    }
    return loadIgnoringCase(reference, levels, name);
  }

  private Found loadIgnoringCase(RelationReference reference, List<String> levels, String name) {
    String joined = String.join(".", levels.isEmpty() ? levels(defaultNamespace) : levels);
    List<TableIdentifier> found = new ArrayList<>();
    for (Namespace namespace : allNamespaces(Namespace.empty())) {
      if (joined(namespace).equalsIgnoreCase(joined)) {
        catalog.listTables(namespace).stream()
            .filter(identifier -> identifier.name().equalsIgnoreCase(name))
            .forEach(found::add);
      }
    }
    if (found.size() > 1) {
      throw new QueryException(
          Kind.UNPROCESSABLE,
          "Cannot run statement: several tables differ in case only: " + reference.text());
    }
    if (found.isEmpty()) {
      throw absent(reference);
    }
    return new Found(found.get(0), catalog.loadTable(found.get(0)));
  }

  /** As levels first; then as one level with dots in it, and as the levels of one with dots. */
  private List<Namespace> exactNamespaces(List<String> levels) {
    if (levels.isEmpty()) {
      return List.of(defaultNamespace);
    }
    String joined = String.join(".", levels);
    return List.<Function<List<String>, Namespace>>of(
            written -> Namespace.of(written.toArray(String[]::new)),
            written -> Namespace.of(joined),
            written -> Namespace.of(joined.split("\\.")))
        .stream()
        .map(reading -> reading.apply(levels))
        .distinct()
        .filter(namespaces::namespaceExists)
        .toList();
  }

  private List<Namespace> allNamespaces(Namespace parent) {
    List<Namespace> all = new ArrayList<>();
    for (Namespace child : namespaces.listNamespaces(parent)) {
      all.add(child);
      all.addAll(allNamespaces(child));
    }
    return all;
  }

  private void requireNoView(TableIdentifier identifier) {
    if (catalog instanceof ViewCatalog views && views.viewExists(identifier)) {
      throw new QueryException(
          Kind.UNPROCESSABLE, "Cannot query view: views are not supported: " + identifier);
    }
  }

  private static QueryException absent(RelationReference reference) {
    return new QueryException(Kind.NOT_FOUND, "Table does not exist: " + reference.text());
  }

  private static String joined(Namespace namespace) {
    return String.join(".", namespace.levels());
  }

  private static List<String> levels(Namespace namespace) {
    return Arrays.asList(namespace.levels());
  }
}
