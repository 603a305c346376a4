// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    List<String> all = list(lowerCaseName);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
  }

  List<String> list(String lowerCaseName) {
    return values.getOrDefault(lowerCaseName, List.of());
  }

  static final class Builder {
    private final Map<String, List<String>> values = new HashMap<>(32);

    Builder add(String name, String value) {
      // Nearly every header comes once.
      values.merge(name.toLowerCase(Locale.ROOT), List.of(value), Builder::concatenate);
      return this;
    }

    private static List<String> concatenate(List<String> before, List<String> added) {
      return Stream.concat(before.stream(), added.stream()).toList();
    }

    RequestHeaders build() {
      return new RequestHeaders(values);
    }
  }
}
