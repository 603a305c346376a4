// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

/** The error codes that the door answers, as Amazon S3 spells them, with their status. */
enum S3ErrorCode {
  ACCESS_DENIED("AccessDenied", 403),
  AUTHORIZATION_HEADER_MALFORMED("AuthorizationHeaderMalformed", 400),
  AUTHORIZATION_QUERY_PARAMETERS_ERROR("AuthorizationQueryParametersError", 400),
  BAD_DIGEST("BadDigest", 400),
  ENTITY_TOO_LARGE("EntityTooLarge", 400),
  EXPIRED_TOKEN("ExpiredToken", 400),
  INCOMPLETE_BODY("IncompleteBody", 400),
  INTERNAL_ERROR("InternalError", 500),
  INVALID_ACCESS_KEY_ID("InvalidAccessKeyId", 403),
  INVALID_ARGUMENT("InvalidArgument", 400),
  INVALID_DIGEST("InvalidDigest", 400),
  INVALID_PART("InvalidPart", 400),
  INVALID_PART_NUMBER("InvalidPartNumber", 416),
  INVALID_PART_ORDER("InvalidPartOrder", 400),
  INVALID_RANGE("InvalidRange", 416),
  INVALID_REQUEST("InvalidRequest", 400),
  INVALID_TOKEN("InvalidToken", 400),
  INVALID_URI("InvalidURI", 400),
  KEY_TOO_LONG("KeyTooLongError", 400),
  MALFORMED_TRAILER("MalformedTrailerError", 400),
  MALFORMED_XML("MalformedXML", 400),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
  MISSING_CONTENT_LENGTH("MissingContentLength", 411),
  NO_SUCH_BUCKET("NoSuchBucket", 404),
  NO_SUCH_KEY("NoSuchKey", 404),
  NO_SUCH_UPLOAD("NoSuchUpload", 404),
  NOT_IMPLEMENTED("NotImplemented", 501),
  NOT_MODIFIED("NotModified", 304),
  /** Ours: Amazon S3 would overwrite. */
  OBJECT_ALREADY_EXISTS("ObjectAlreadyExists", 409),
  PRECONDITION_FAILED("PreconditionFailed", 412),
  REQUEST_TIME_TOO_SKEWED("RequestTimeTooSkewed", 403),
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
  SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
  X_AMZ_CONTENT_SHA256_MISMATCH("XAmzContentSHA256Mismatch", 400);

  private final String text;
  private final int status;

  S3ErrorCode(String text, int status) {
    this.text = text;
    this.status = status;
  }

  /** Whether it says that somebody tried what he may not. */
  boolean isRefusal() {
    return switch (this) {
      case ACCESS_DENIED,
          AUTHORIZATION_HEADER_MALFORMED,
          AUTHORIZATION_QUERY_PARAMETERS_ERROR,
          EXPIRED_TOKEN,
          INVALID_ACCESS_KEY_ID,
          INVALID_TOKEN,
          REQUEST_TIME_TOO_SKEWED,
          SIGNATURE_DOES_NOT_MATCH ->
          true;
      default -> false;
    };
  }

  String text() {
    return text;
  }

  int status() {
    return status;
  }
}
