// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The operation that a request asks for.
 *
 * @param variables the path's variables by name, still encoded
 */
record Route(Operation operation, Map<String, String> variables) {
  private static final Map<Operation, List<String>> TEMPLATES =
      Arrays.stream(Operation.values())
          .collect(Collectors.toUnmodifiableMap(each -> each, Operation::segments));

  Route {
    variables = Map.copyOf(variables);
  }

  /**
   * Finds the operation of a method and a path.
   *
   * @param path still encoded, from {@code /v1} on
   * @throws RestException with status 404 if there is no such path, 405 if it has no such method
   */
  static Route find(Set<Operation> served, String method, String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    Set<String> allowed = new TreeSet<>();
    for (Operation operation : served) {
      Optional<Map<String, String>> variables =
          match(TEMPLATES.getOrDefault(operation, List.of()), segments);
      if (variables.isPresent() && operation.method().equals(method)) {
        return new Route(operation, variables.get());
      }
      variables.ifPresent(match -> allowed.add(operation.method()));
    }
    throw allowed.isEmpty() ? RestException.noRoute(path) : RestException.noMethod(method, allowed);
  }

  private static Optional<Map<String, String>> match(List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String name = template.get(i);
      if (name.startsWith("{") && !segments.get(i).isEmpty()) {
        variables.put(name.substring(1, name.length() - 1), segments.get(i));
      } else if (!name.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
