// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.client.wire.ErrorJson;
import org.varve.sql.QueryException;
import org.varve.sql.QueryException.Kind;

/** Failures as answers: {@code {"error": {"code", "message", "request_id"}}}. */
final class ApiErrors implements Routes {
  private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

  /** A full line of change sets is empty again well within it. */
  private static final String RETRY_AFTER_SECONDS = "1";

  @Override
  public void addTo(RoutesConfig routes) {
    routes.exception(QueryException.class, ApiErrors::answer);
    routes.exception(HttpResponseException.class, ApiErrors::answerUnrouted);
    routes.exception(Exception.class, ApiErrors::answerUnexpected);
  }

  /** The status of a kind of failure. */
  static int status(Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case TOO_LARGE -> 413;
      case UNPROCESSABLE, CANCELLED -> 422;
      case SLOW_DOWN -> 429;
      case UNAVAILABLE -> 503;
      // Not 503: that says "nothing was written", which nobody knows here.
      case OUTCOME_UNKNOWN, FAILED -> 500;
    };
  }

  private static void answer(QueryException failure, Context context) {
    int status = status(failure.kind());
    if (status >= 500) {
      LOG.error("{} {}: {}", context.method(), context.path(), failure.getMessage(), failure);
    } else {
      LOG.debug("{} {}: {}", context.method(), context.path(), failure.getMessage());
    }
    if (status == 413) {
      // The rest of the body is not read, so the connection cannot carry another request.
      context.header("Connection", "close");
    }
    if (failure.kind() == Kind.SLOW_DOWN) {
      context.header("Retry-After", RETRY_AFTER_SECONDS);
    }
    write(context, status, ErrorJson.code(failure.kind()), String.valueOf(failure.getMessage()));
  }

  /** What the router itself refuses: no such path, a method that the path does not have. */
  private static void answerUnrouted(HttpResponseException failure, Context context) {
    String path = context.method() + " " + context.path();
    switch (failure.getStatus()) {
      case 404 ->
          write(
              context,
              404,
              "not_found",
              "Path does not exist (the history is at /api/v1, Iceberg's catalog at /iceberg): "
                  + path);
      case 405 -> write(context, 405, "method_not_allowed", "Method is not allowed: " + path);
      default ->
          write(
              context,
              failure.getStatus(),
              "invalid_request",
              String.valueOf(failure.getMessage()));
    }
  }

  private static void answerUnexpected(Exception failure, Context context) {
    LOG.error("{} {} failed", context.method(), context.path(), failure);
    write(context, 500, "failed", "The server failed to answer; its log has the request id");
  }

  private static void write(Context context, int status, String code, String message) {
    Answers.json(context.status(status), ErrorJson.format(code, message, RequestIds.of(context)));
  }
}
