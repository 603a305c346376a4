// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The common table expressions that a place in a statement can name. Immutable. */
final class CteScope {
  static final CteScope NONE = new CteScope(Map.of());

  private final Map<String, String> uniqueNames;

  private CteScope(Map<String, String> uniqueNames) {
    this.uniqueNames = uniqueNames;
  }

  CteScope with(String name, String unique) {
    Map<String, String> more = new HashMap<>(uniqueNames);
    more.put(key(name), unique);
    return new CteScope(more);
  }

  /** The unique name, or null if there is no such expression. */
  @Nullable String find(String name) {
    return uniqueNames.get(key(name));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
