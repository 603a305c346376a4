// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The headers of a request: names in lower case, values as ISO 8859-1 text of the bytes on the
 * wire, in the order in which they came. Immutable.
 */
final class RequestHeaders {
  private final Map<String, List<String>> values;

  private RequestHeaders(Map<String, List<String>> values) {
    this.values = values;
  }

  static Builder builder() {
    return new Builder();
  }

  Set<String> names() {
    return values.keySet();
  }

  /** The first value. */
  Optional<String> find(String lowerCaseName) {
    return list(lowerCaseName).stream().findFirst();
  }

  List<String> list(String lowerCaseName) {
    return values.getOrDefault(lowerCaseName, List.of());
  }

  static final class Builder {
    private final Map<String, List<String>> values = new TreeMap<>();

    Builder add(String name, String value) {
      values.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(value);
      return this;
    }

    RequestHeaders build() {
      return new RequestHeaders(values);
    }
  }
}
