// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Namespace;

/**
 * The name of a namespace in the columns of JdbcCatalog's schema V1: the levels joined with dots.
 *
 * <p>V1 itself cannot tell {@code ["a.b"]} from {@code ["a", "b"]}. Where a level holds a dot, the
 * name here starts with a dot, which no name without such a level does, and the dots inside of
 * levels are escaped. So two namespaces never have the same name, and every namespace that V1 can
 * tell from all others has V1's name.
 */
final class NamespaceNames {
  private static final int MAX_LENGTH = 255;

  private NamespaceNames() {}

  /**
   * The name of a namespace.
   *
   * @throws IllegalArgumentException if the namespace is empty, has an empty level, or its name
   *     does not fit into the column
   */
  static String format(Namespace namespace) {
    if (namespace.isEmpty()) {
      throw new IllegalArgumentException("Invalid namespace: it has no level: " + namespace);
    }
    for (String level : namespace.levels()) {
      if (level.isEmpty()) {
        throw new IllegalArgumentException("Invalid namespace: a level is empty: " + namespace);
      }
    }
    String name = join(namespace.levels());
    if (name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Invalid namespace: its name is longer than " + MAX_LENGTH + " characters: " + namespace);
    }
    return name;
  }

  private static String join(String[] levels) {
    if (Arrays.stream(levels).noneMatch(level -> level.contains("."))) {
      return String.join(".", levels);
    }
    return Arrays.stream(levels)
        .map(level -> level.replace("~", "~0").replace(".", "~1"))
        .collect(Collectors.joining(".", ".", ""));
  }
}
