// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;

/**
 * The namespaces and their properties. Every method works in the caller's transaction.
 *
 * <p>Immutable.
 */
final class NamespaceStore {
  /** JdbcCatalog's mark of a namespace, so that one without properties exists for its readers. */
  private static final String EXISTS = "exists";

  /** Reads as many rows of an index as it returns, however many there are. */
  static final String LIST =
      "SELECT level FROM varve.namespaces WHERE parent = ? AND level > ? ORDER BY level LIMIT ?";

  private static final int MAX_KEY_LENGTH = 255;
  private static final int MAX_VALUE_LENGTH = 1000;

  private final EventStore events = new EventStore();

  boolean exists(Connection connection, Namespace namespace) throws SQLException {
    return Sql.query(
            connection,
            "SELECT 1 FROM varve.namespaces WHERE name = ?",
            NamespaceNames.format(namespace))
        .exists();
  }

  /**
   * Keeps the namespace from being dropped until the transaction ends.
   *
   * @throws NoSuchNamespaceException if it is not there
   */
  void require(Connection connection, Namespace namespace) throws SQLException {
    boolean there =
        Sql.query(
                connection,
                "SELECT 1 FROM varve.namespaces WHERE name = ? FOR KEY SHARE",
                NamespaceNames.format(namespace))
            .exists();
    if (!there) {
      throw new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
    }
  }

  /**
   * Creates it inside of its parent.
   *
   * @throws AlreadyExistsException if it is there
   * @throws NoSuchNamespaceException if its parent is not
   */
  void create(
      Connection connection, Origin origin, Namespace namespace, Map<String, String> properties)
      throws SQLException {
    String name = NamespaceNames.format(namespace);
    Namespace parent = parent(namespace);
    if (!parent.isEmpty()) {
      require(connection, parent);
    }
    int created =
        Sql.update(
            connection,
            "INSERT INTO varve.namespaces (name, parent, level) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            name,
            parent.levels(),
            namespace.level(namespace.length() - 1));
    if (created == 0) {
      throw new AlreadyExistsException("Namespace already exists: %s", namespace);
    }
    checkProperties(properties);
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.put(EXISTS, "true");
    putProperties(connection, name, all);
    events.add(
        connection,
        origin,
        EventDraft.of("create-namespace", namespace).with("properties", properties.keySet()));
  }

  /** At most {@code limit} children after the level {@code after}, in the order of characters. */
  List<Namespace> list(Connection connection, Namespace parent, String after, int limit)
      throws SQLException {
    return Sql.query(connection, LIST, parent.levels(), after, limit)
        .list(row -> child(parent, row.text(1)));
  }

  Map<String, String> properties(Connection connection, Namespace namespace) throws SQLException {
    Map<String, String> properties = new LinkedHashMap<>();
    Sql.query(
            connection,
            "SELECT property_key, property_value FROM public.iceberg_namespace_properties"
                + " WHERE catalog_name = ? AND namespace = ? ORDER BY property_key",
            PostgresCatalog.NAME,
            NamespaceNames.format(namespace))
        .list(row -> properties.put(row.text(1), row.text(2)));
    properties.remove(EXISTS);
    return properties;
  }

  /**
   * Removes some properties and sets others.
   *
   * @return the removed keys that were there
   */
  List<String> updateProperties(
      Connection connection,
      Origin origin,
      Namespace namespace,
      Set<String> removals,
      Map<String, String> updates)
      throws SQLException {
    require(connection, namespace);
    checkProperties(updates);
    String name = NamespaceNames.format(namespace);
    List<String> removed = new ArrayList<>();
    for (String key : removals) {
      if (!key.equals(EXISTS) && removeProperty(connection, name, key)) {
        removed.add(key);
      }
    }
    putProperties(connection, name, updates);
    events.add(
        connection,
        origin,
        EventDraft.of("update-namespace-properties", namespace)
            .with("updated", updates.keySet())
            .with("removed", removed));
    return removed;
  }

  private static boolean removeProperty(Connection connection, String name, String key)
      throws SQLException {
    return Sql.update(
            connection,
            "DELETE FROM public.iceberg_namespace_properties"
                + " WHERE catalog_name = ? AND namespace = ? AND property_key = ?",
            PostgresCatalog.NAME,
            name,
            key)
        > 0;
  }

  private static void putProperties(
      Connection connection, String name, Map<String, String> properties) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    properties.forEach(
        (key, value) -> rows.add(new Object[] {PostgresCatalog.NAME, name, key, value}));
    Sql.updateAll(
        connection,
        "INSERT INTO public.iceberg_namespace_properties"
            + " (catalog_name, namespace, property_key, property_value) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (catalog_name, namespace, property_key)"
            + " DO UPDATE SET property_value = EXCLUDED.property_value",
        rows);
  }

  /**
   * Forgets it, and tells whether it was there.
   *
   * @throws NamespaceNotEmptyException if it has children, tables or views, or belongs to a project
   */
  boolean drop(Connection connection, Origin origin, Namespace namespace) throws SQLException {
    String name = NamespaceNames.format(namespace);
    boolean there =
        Sql.query(connection, "SELECT 1 FROM varve.namespaces WHERE name = ? FOR UPDATE", name)
            .exists();
    if (!there) {
      return false;
    }
    checkEmpty(connection, namespace, name);
    Sql.update(
        connection,
        "DELETE FROM public.iceberg_namespace_properties WHERE catalog_name = ? AND namespace = ?",
        PostgresCatalog.NAME,
        name);
    Sql.update(connection, "DELETE FROM varve.namespaces WHERE name = ?", name);
    events.add(connection, origin, EventDraft.of("drop-namespace", namespace));
    return true;
  }

  private static void checkEmpty(Connection connection, Namespace namespace, String name)
      throws SQLException {
    checkNone(
        connection,
        namespace,
        "child namespace(s)",
        "SELECT count(*) FROM varve.namespaces WHERE parent = ?",
        new Object[] {namespace.levels()});
    checkNone(
        connection,
        namespace,
        "table(s) or view(s)",
        "SELECT count(*) FROM public.iceberg_tables"
            + " WHERE catalog_name = '"
            + PostgresCatalog.NAME
            + "' AND table_namespace = ?",
        new Object[] {name});
    checkNone(
        connection,
        namespace,
        "project(s)",
        "SELECT count(*) FROM varve.projects WHERE namespace = ?",
        new Object[] {name});
  }

  private static void checkNone(
      Connection connection, Namespace namespace, String things, String query, Object[] arguments)
      throws SQLException {
    long count = Sql.query(connection, query, arguments).find(row -> row.number(1)).orElse(0L);
    if (count > 0) {
      throw new NamespaceNotEmptyException(
          "Namespace %s is not empty. Contains %d %s.", namespace, count, things);
    }
  }

  private static void checkProperties(Map<String, String> properties) {
    properties.forEach(
        (key, value) -> {
          if (key.equals(EXISTS)) {
            throw new IllegalArgumentException("Cannot set reserved property: " + EXISTS);
          }
          if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                "Invalid namespace property: the key needs 1 to "
                    + MAX_KEY_LENGTH
                    + " characters: "
                    + key);
          }
          if (value.length() > MAX_VALUE_LENGTH) {
            throw new IllegalArgumentException(
                "Invalid namespace property: the value is longer than "
                    + MAX_VALUE_LENGTH
                    + " characters: "
                    + key);
          }
        });
  }

  private static Namespace parent(Namespace namespace) {
    return Namespace.of(Arrays.copyOf(namespace.levels(), namespace.length() - 1));
  }

  private static Namespace child(Namespace parent, String level) {
    String[] levels = Arrays.copyOf(parent.levels(), parent.length() + 1);
    levels[parent.length()] = level;
    return Namespace.of(levels);
  }
}
