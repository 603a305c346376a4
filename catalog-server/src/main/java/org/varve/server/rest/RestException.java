// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Set;

/** A request that HTTP already refuses, before the catalog is asked. */
final class RestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;

  private RestException(int status, String type, String message) {
    super(message);
    this.status = status;
    this.type = type;
  }

  static RestException noRoute(String path) {
    return new RestException(404, "NoSuchRouteException", "Route does not exist: " + path);
  }

  static RestException noFunction(String name) {
    return new RestException(404, "NoSuchFunctionException", "Function does not exist: " + name);
  }

  static RestException noMethod(String method, Set<String> allowed) {
    return new RestException(
        405,
        "MethodNotAllowedException",
        "Invalid method: only " + String.join(", ", allowed) + " is allowed here: " + method);
  }

  static RestException tooLarge(long maxBytes) {
    return new RestException(
        413,
        "RequestTooLargeException",
        "Invalid request: its body is larger than " + maxBytes + " bytes");
  }

  static RestException contentType(String contentType) {
    return new RestException(
        415,
        "UnsupportedMediaTypeException",
        "Invalid content type: only application/json is understood: " + contentType);
  }

  int status() {
    return status;
  }

  /** The type that the answer names. */
  String type() {
    return type;
  }
}
