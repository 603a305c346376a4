// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.EnumMap;
import java.util.Map;

/** Which route answers which operation: every one of them has exactly one. */
final class S3Router {
  private final Map<S3Operation, S3Route> routes = new EnumMap<>(S3Operation.class);

  void add(S3Operation operation, S3Route route) {
    if (routes.put(operation, route) != null) {
      throw new IllegalStateException("Two routes for one operation: " + operation);
    }
  }

  S3Route route(S3Operation operation) {
    S3Route route = routes.get(operation);
    if (route == null) {
      throw new IllegalStateException("No route for an operation: " + operation);
    }
    return route;
  }
}
