// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Map;

/** What is sent back. Not changed after it was made. */
final class RestResponse {
  private static final byte[] NO_BODY = {};

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private RestResponse(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  /** An answer with a body, as Iceberg's parsers write it. */
  static RestResponse json(Object value) {
    return json(RestJson.write(value), Map.of());
  }

  /** An answer whose body is JSON already. The array must not change afterwards. */
  static RestResponse json(byte[] body, Map<String, String> headers) {
    return new RestResponse(200, headers, body);
  }

  static RestResponse error(int status, byte[] body) {
    return new RestResponse(status, Map.of(), body);
  }

  static RestResponse noContent() {
    return new RestResponse(204, Map.of(), NO_BODY);
  }

  static RestResponse notModified(String etag) {
    return new RestResponse(304, Map.of("ETag", etag), NO_BODY);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  boolean hasBody() {
    return body.length > 0;
  }

  /** The bytes themselves, not a copy: they are only written out. */
  byte[] body() {
    return body;
  }
}
