// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a request's query string, decoded once. Immutable. */
final class QueryString {
  private static final QueryString EMPTY = new QueryString(List.of());

  private final List<Parameter> parameters;

  private QueryString(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  static QueryString parse(String raw) {
    if (raw.isEmpty()) {
      return EMPTY;
    }
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.add(
            new Parameter(UriEncoding.decodeQuery(name), UriEncoding.decodeQuery(value)));
      }
    }
    return new QueryString(parameters);
  }

  boolean isEmpty() {
    return parameters.isEmpty();
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  /** The first value of the parameter; empty text if it has none. */
  Optional<String> find(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name.equals(name)) {
        return Optional.of(parameter.value);
      }
    }
    return Optional.empty();
  }

  boolean hasAny(Set<String> names) {
    for (Parameter parameter : parameters) {
      if (names.contains(parameter.name)) {
        return true;
      }
    }
    return false;
  }

  /** The canonical form that is signed, without the parameter that carries the signature. */
  String canonicalWithout(String excluded) {
    if (parameters.isEmpty()) {
      return "";
    }
    return parameters.stream()
        .filter(p -> !p.name.equals(excluded))
        .map(p -> new Parameter(UriEncoding.encode(p.name), UriEncoding.encode(p.value)))
        .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
        .map(p -> p.name + "=" + p.value)
        .collect(Collectors.joining("&"));
  }

  private record Parameter(String name, String value) {}
}
