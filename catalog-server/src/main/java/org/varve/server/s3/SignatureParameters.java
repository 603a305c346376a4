// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a request says about its own signature, in its {@code Authorization} header or in its query
 * string.
 *
 * @param validity how long after {@code amzDate} a presigned request is good; nothing in a header
 */
record SignatureParameters(
    String accessKeyId,
    CredentialScope scope,
    List<String> signedHeaders,
    String signature,
    String amzDate,
    Optional<Duration> validity) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  static SignatureParameters parse(S3Request request) {
    Optional<String> header = request.headers().find("authorization");
    boolean presigned =
        request.query().has("X-Amz-Algorithm") || request.query().has("X-Amz-Signature");
    if (header.isPresent() && presigned) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT,
          "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the"
              + " Authorization header should be specified");
    }
    if (header.isPresent()) {
      return fromHeader(header.get(), request.headers());
    }
    if (presigned) {
      return fromQuery(request.query());
    }
    throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "Access Denied: the request is not signed");
  }

  private static SignatureParameters fromHeader(String header, RequestHeaders headers) {
    if (!header.startsWith(ALGORITHM + " ")) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "The authorization mechanism you have provided is not supported. Please use"
              + " AWS4-HMAC-SHA256.");
    }
    String[] fields = header.substring(ALGORITHM.length() + 1).split(",", -1);
    String amzDate =
        headers
            .find("x-amz-date")
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.ACCESS_DENIED,
                        "AWS authentication requires a valid x-amz-date header"));
    return of(
        S3ErrorCode.AUTHORIZATION_HEADER_MALFORMED,
        field(fields, "Credential"),
        field(fields, "SignedHeaders"),
        field(fields, "Signature"),
        amzDate,
        Optional.empty());
  }

  private static SignatureParameters fromQuery(QueryString query) {
    if (!parameter(query, "X-Amz-Algorithm").equals(ALGORITHM)) {
      throw queryError("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
    }
    return of(
        S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
        parameter(query, "X-Amz-Credential"),
        parameter(query, "X-Amz-SignedHeaders"),
        parameter(query, "X-Amz-Signature"),
        parameter(query, "X-Amz-Date"),
        Optional.of(validity(parameter(query, "X-Amz-Expires"))));
  }

  private static SignatureParameters of(
      S3ErrorCode malformed,
      String credential,
      String signedHeaders,
      String signature,
      String amzDate,
      Optional<Duration> validity) {
    String[] parts = credential.split("/", -1);
    if (parts.length != 5
        || !parts[3].equals("s3")
        || !parts[4].equals(CredentialScope.TERMINATOR)) {
      throw new S3Exception(
          malformed,
          "The credential is malformed; expecting"
              + " \"<YOUR-AKID>/YYYYMMDD/REGION/s3/aws4_request\".");
    }
    var scope = new CredentialScope(parts[1], parts[2], parts[3]);
    if (!amzDate.startsWith(scope.date() + "T")) {
      throw new S3Exception(
          malformed, "Invalid credential date \"" + scope.date() + "\": not the request's date.");
    }
    List<String> names = Arrays.asList(signedHeaders.split(";", -1));
    return new SignatureParameters(parts[0], scope, names, signature, amzDate, validity);
  }

  private static String field(String[] fields, String name) {
    for (String field : fields) {
      String trimmed = field.trim();
      if (trimmed.startsWith(name + "=")) {
        return trimmed.substring(name.length() + 1);
      }
    }
    throw new S3Exception(
        S3ErrorCode.AUTHORIZATION_HEADER_MALFORMED,
        "The authorization header is malformed; the " + name + " is missing.");
  }

  private static String parameter(QueryString query, String name) {
    return query
        .find(name)
        .orElseThrow(
            () ->
                queryError(
                    "Query-string authentication version 4 requires the X-Amz-Algorithm,"
                        + " X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and"
                        + " X-Amz-Expires parameters."));
  }

  private static Duration validity(String seconds) {
    if (!seconds.matches("[0-9]{1,6}")) {
      throw queryError("X-Amz-Expires must be a non-negative number less than a week (in seconds)");
    }
    Duration validity = Duration.ofSeconds(Integer.parseInt(seconds));
    if (validity.compareTo(Duration.ofDays(7)) > 0) {
      throw queryError("X-Amz-Expires must be less than a week (in seconds)");
    }
    return validity;
  }

  private static S3Exception queryError(String message) {
    return new S3Exception(S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
  }
}
