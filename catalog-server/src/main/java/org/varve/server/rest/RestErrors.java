// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchIcebergTableException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchPlanIdException;
import org.apache.iceberg.exceptions.NoSuchPlanTaskException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ErrorResponseParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures as the specification answers them.
 *
 * <p>A client takes 409 on a commit for a lost race and tries again, and every 5xx for an outcome
 * that nobody knows: then it deletes nothing. So a status of 4xx is only here for what certainly
 * did not happen.
 */
final class RestErrors {
  private static final Logger LOG = LoggerFactory.getLogger(RestErrors.class);
  private static final String UNEXPECTED = "InternalServerError";
  private static final List<Row> TABLE =
      List.of(
          new Row(NoSuchNamespaceException.class, 404),
          new Row(NoSuchIcebergTableException.class, 404),
          new Row(NoSuchTableException.class, 404),
          new Row(NoSuchViewException.class, 404),
          new Row(NoSuchWarehouseException.class, 404),
          new Row(NoSuchPlanIdException.class, 404),
          new Row(NoSuchPlanTaskException.class, 404),
          new Row(NotFoundException.class, 404),
          new Row(AlreadyExistsException.class, 409),
          new Row(CommitFailedException.class, 409),
          new Row(NamespaceNotEmptyException.class, 409),
          new Row(UnprocessableEntityException.class, 422),
          new Row(NotAuthorizedException.class, 401),
          new Row(ForbiddenException.class, 403),
          new Row(ValidationException.class, 400),
          new Row(BadRequestException.class, 400),
          new Row(IllegalArgumentException.class, 400),
          new Row(UnsupportedOperationException.class, 406),
          new Row(ServiceUnavailableException.class, 503),
          new Row(CommitStateUnknownException.class, 500));

  private RestErrors() {}

  /** The answer to a request that failed. Logs what someone should look at. */
  static RestResponse answer(RuntimeException failure) {
    Failure described = describe(failure);
    if (described.type().equals(UNEXPECTED)) {
      String requestId = UUID.randomUUID().toString();
      LOG.error("Request failed unexpectedly: {}", requestId, failure);
      return answer(
          new Failure(described.status(), UNEXPECTED, described.message() + ": " + requestId));
    }
    if (described.status() >= 500) {
      LOG.error("Request failed with status {}", described.status(), failure);
    } else {
      LOG.debug("Request refused with status {}", described.status(), failure);
    }
    return answer(described);
  }

  /** How a failure is answered. */
  static Failure describe(RuntimeException failure) {
    if (failure instanceof RestException refused) {
      return new Failure(refused.status(), refused.type(), text(refused));
    }
    for (Row row : TABLE) {
      if (row.type().isInstance(failure)) {
        return new Failure(row.status(), row.type().getSimpleName(), text(failure));
      }
    }
    return new Failure(500, UNEXPECTED, "The server failed unexpectedly; its log tells more");
  }

  static RestResponse answer(Failure failure) {
    ErrorResponse error =
        ErrorResponse.builder()
            .responseCode(failure.status())
            .withType(failure.type())
            .withMessage(failure.message())
            .build();
    return RestResponse.error(
        failure.status(), ErrorResponseParser.toJson(error).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null ? "The request is refused" : message;
  }

  private record Row(Class<? extends RuntimeException> type, int status) {}

  /** What an answer says about a failure. */
  record Failure(int status, String type, String message) {}
}
