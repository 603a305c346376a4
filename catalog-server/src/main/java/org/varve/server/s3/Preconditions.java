// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.varve.storage.StoredObject;

/**
 * The conditions that a request puts on the object it reads (RFC 9110, section 13.2.2). Immutable.
 */
final class Preconditions {
  private static final Pattern COMMA = Pattern.compile(",");
  private final RequestHeaders headers;
  private final String headerPrefix;

  private Preconditions(RequestHeaders headers, String headerPrefix) {
    this.headers = headers;
    this.headerPrefix = headerPrefix;
  }

  /** On the object that the request names. */
  static Preconditions of(S3Request request) {
    return new Preconditions(request.headers(), "");
  }

  /** On the object that it copies. */
  static Preconditions ofCopySource(S3Request request) {
    return new Preconditions(request.headers(), "x-amz-copy-source-");
  }

  /**
   * @throws S3Exception with {@code PreconditionFailed} or {@code NotModified}
   */
  void check(StoredObject object) {
    Optional<String> match = header("if-match");
    if (match.isPresent()) {
      require(lists(match.get(), object), S3ErrorCode.PRECONDITION_FAILED);
    } else {
      findDate("if-unmodified-since")
          .ifPresent(
              date -> require(!modifiedAfter(object, date), S3ErrorCode.PRECONDITION_FAILED));
    }
    Optional<String> noneMatch = header("if-none-match");
    if (noneMatch.isPresent()) {
      require(!lists(noneMatch.get(), object), S3ErrorCode.NOT_MODIFIED);
    } else {
      findDate("if-modified-since")
          .ifPresent(date -> require(modifiedAfter(object, date), S3ErrorCode.NOT_MODIFIED));
    }
  }

  private void require(boolean condition, S3ErrorCode otherwise) {
    if (!condition) {
      // A copy has no answer "not modified".
      throw headerPrefix.isEmpty() && otherwise == S3ErrorCode.NOT_MODIFIED
          ? new S3Exception(otherwise, "Not Modified")
          : failed();
    }
  }

  static S3Exception failed() {
    return new S3Exception(
        S3ErrorCode.PRECONDITION_FAILED,
        "At least one of the pre-conditions you specified did not hold");
  }

  private static boolean lists(String header, StoredObject object) {
    return COMMA
        .splitAsStream(header)
        .map(tag -> tag.trim().replaceFirst("^W/", ""))
        .anyMatch(tag -> tag.equals("*") || ETags.matches(tag, object));
  }

  /** HTTP dates are whole seconds, and so is the time that the client was told. */
  private static boolean modifiedAfter(StoredObject object, Instant date) {
    return object.modifiedAt().truncatedTo(ChronoUnit.SECONDS).isAfter(date);
  }

  private Optional<Instant> findDate(String name) {
    try {
      return header(name)
          .map(
              value ->
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // RFC 9110: a date that is none is no condition
    }
  }

  private Optional<String> header(String name) {
    return headers.find(headerPrefix + name);
  }
}
