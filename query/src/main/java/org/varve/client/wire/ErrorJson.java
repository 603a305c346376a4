// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.varve.sql.QueryException;
import org.varve.sql.QueryException.Kind;

/** An error as JSON: {@code {"error": {"code", "message", "request_id"}}}. */
public final class ErrorJson {
  private ErrorJson() {}

  public static ObjectNode format(String code, String message, String requestId) {
    ObjectNode error =
        Json.object().put("code", code).put("message", message).put("request_id", requestId);
    return Json.object().set("error", error);
  }

  /** The code of a kind of failure. */
  public static String code(Kind kind) {
    return switch (kind) {
      case INVALID -> "invalid_request";
      case FORBIDDEN -> "forbidden";
      case NOT_FOUND -> "not_found";
      case CONFLICT -> "conflict";
      case TOO_LARGE -> "too_large";
      case UNPROCESSABLE -> "unprocessable";
      case CANCELLED -> "cancelled";
      case SLOW_DOWN -> "slow_down";
      case UNAVAILABLE -> "unavailable";
      case OUTCOME_UNKNOWN -> "outcome_unknown";
      case FAILED -> "failed";
    };
  }

  /** The failure that a server answered with. */
  public static QueryException parse(JsonNode node) {
    JsonFields error = JsonFields.of("error", node.path("error"));
    return new QueryException(kind(error.text("code")), error.text("message"));
  }

  private static Kind kind(String code) {
    for (Kind kind : Kind.values()) {
      if (code(kind).equals(code)) {
        return kind;
      }
    }
    return Kind.FAILED;
  }
}
