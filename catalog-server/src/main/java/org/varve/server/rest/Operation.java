// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.varve.server.rest.Operation.Retry.IDEMPOTENT;

import java.util.List;
import org.apache.iceberg.rest.Endpoint;

/**
 * The operations of the Iceberg REST specification that are not deprecated, each with its method
 * and path. What the server answers, and what it says in {@code endpoints} of the configuration,
 * both come from this list.
 */
enum Operation {
  GET_CONFIG("GET", "/v1/config"),

  LIST_NAMESPACES("GET", "/v1/{prefix}/namespaces"),
  CREATE_NAMESPACE("POST", "/v1/{prefix}/namespaces", IDEMPOTENT),
  LOAD_NAMESPACE("GET", "/v1/{prefix}/namespaces/{namespace}"),
  NAMESPACE_EXISTS("HEAD", "/v1/{prefix}/namespaces/{namespace}"),
  DROP_NAMESPACE("DELETE", "/v1/{prefix}/namespaces/{namespace}", IDEMPOTENT),
  UPDATE_NAMESPACE("POST", "/v1/{prefix}/namespaces/{namespace}/properties", IDEMPOTENT),

  LIST_TABLES("GET", "/v1/{prefix}/namespaces/{namespace}/tables"),
  CREATE_TABLE("POST", "/v1/{prefix}/namespaces/{namespace}/tables", IDEMPOTENT),
  LOAD_TABLE("GET", "/v1/{prefix}/namespaces/{namespace}/tables/{table}"),
  TABLE_EXISTS("HEAD", "/v1/{prefix}/namespaces/{namespace}/tables/{table}"),
  COMMIT_TABLE("POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}", IDEMPOTENT),
  DROP_TABLE("DELETE", "/v1/{prefix}/namespaces/{namespace}/tables/{table}", IDEMPOTENT),
  REGISTER_TABLE("POST", "/v1/{prefix}/namespaces/{namespace}/register", IDEMPOTENT),
  UNREGISTER_TABLE(
      "POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/unregister", IDEMPOTENT),
  RENAME_TABLE("POST", "/v1/{prefix}/tables/rename", IDEMPOTENT),
  REPORT_METRICS("POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/metrics"),
  LOAD_CREDENTIALS("GET", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/credentials"),
  SIGN_REQUEST("POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/sign"),

  PLAN_SCAN("POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/plan", IDEMPOTENT),
  FETCH_PLAN("GET", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/plan/{plan-id}"),
  CANCEL_PLAN(
      "DELETE", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/plan/{plan-id}", IDEMPOTENT),
  FETCH_TASKS("POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/tasks", IDEMPOTENT),

  COMMIT_TRANSACTION("POST", "/v1/{prefix}/transactions/commit", IDEMPOTENT),

  LIST_VIEWS("GET", "/v1/{prefix}/namespaces/{namespace}/views"),
  CREATE_VIEW("POST", "/v1/{prefix}/namespaces/{namespace}/views"),
  LOAD_VIEW("GET", "/v1/{prefix}/namespaces/{namespace}/views/{view}"),
  VIEW_EXISTS("HEAD", "/v1/{prefix}/namespaces/{namespace}/views/{view}"),
  REPLACE_VIEW("POST", "/v1/{prefix}/namespaces/{namespace}/views/{view}", IDEMPOTENT),
  DROP_VIEW("DELETE", "/v1/{prefix}/namespaces/{namespace}/views/{view}", IDEMPOTENT),
  REGISTER_VIEW("POST", "/v1/{prefix}/namespaces/{namespace}/register-view", IDEMPOTENT),
  RENAME_VIEW("POST", "/v1/{prefix}/views/rename", IDEMPOTENT),

  LIST_FUNCTIONS("GET", "/v1/{prefix}/namespaces/{namespace}/functions"),
  LOAD_FUNCTION("GET", "/v1/{prefix}/namespaces/{namespace}/functions/{function}");

  private final String method;
  private final String path;
  private final boolean idempotent;

  Operation(String method, String path) {
    this(method, path, Retry.PLAIN);
  }

  Operation(String method, String path, Retry retry) {
    this.method = method;
    this.path = path;
    this.idempotent = retry == IDEMPOTENT;
  }

  String method() {
    return method;
  }

  /** Whether the specification lets clients send {@code Idempotency-Key} with it. */
  boolean isIdempotent() {
    return idempotent;
  }

  /**
   * The segments of the path, as clients of this catalog send it; those in braces are variables.
   */
  List<String> segments() {
    // This catalog has no prefix: its clients leave the segment out.
    return List.of(path.replace("/{prefix}", "").substring(1).split("/"));
  }

  /** As the configuration lists it. */
  Endpoint endpoint() {
    return Endpoint.create(method, path);
  }

  /** Whether a request may carry {@code Idempotency-Key}. */
  enum Retry {
    PLAIN,
    IDEMPOTENT
  }
}
