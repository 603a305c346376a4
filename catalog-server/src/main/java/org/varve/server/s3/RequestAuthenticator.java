// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides who sent a request: checks its Signature Version 4 and the session token behind it.
 *
 * <p>The body is not part of this: {@link Authentication} says what it has to match. Thread-safe.
 */
final class RequestAuthenticator {
  private static final Duration MAX_SKEW = Duration.ofMinutes(15);
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final CredentialVendor credentials;
  private final Clock clock;

  RequestAuthenticator(CredentialVendor credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * @throws S3Exception if the request is not signed, not by a live credential, not now, or not
   *     rightly
   */
  Authentication authenticate(S3Request request) {
    SignatureParameters parameters = SignatureParameters.parse(request);
    S3Session session = session(request, parameters);
    checkTime(parameters);
    checkCoverage(request, parameters.signedHeaders());
    String payloadHash = payloadHash(request, parameters);
    PayloadMode mode =
        PayloadMode.find(payloadHash)
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.INVALID_ARGUMENT,
                        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING mode, or a"
                            + " valid sha256 value."));
    SigV4Key key = SigV4Key.derive(session.secretAccessKey(), parameters.scope());
    String expected =
        key.signRequest(
            parameters.amzDate(),
            CanonicalRequest.format(request, parameters.signedHeaders(), payloadHash));
    if (!ChunkSigner.isSame(expected, parameters.signature())) {
      throw signatureDoesNotMatch();
    }
    return new Authentication(
        session.grant(), mode, payloadHash, new ChunkSigner(key, parameters.amzDate(), expected));
  }

  static S3Exception signatureDoesNotMatch() {
    return new S3Exception(
        S3ErrorCode.SIGNATURE_DOES_NOT_MATCH,
        "The request signature we calculated does not match the signature you provided. Check your"
            + " key and signing method.");
  }

  private S3Session session(S3Request request, SignatureParameters parameters) {
    Optional<String> token =
        parameters.validity().isPresent()
            ? request.query().find("X-Amz-Security-Token")
            : request.headers().find("x-amz-security-token");
    return credentials.verify(
        parameters.accessKeyId(), token.orElseThrow(CredentialVendor::unknownAccessKey));
  }

  private void checkTime(SignatureParameters parameters) {
    Instant signedAt = parseAmzDate(parameters.amzDate());
    Instant now = clock.instant();
    if (parameters.validity().isPresent()) {
      checkPresignedTime(signedAt, parameters.validity().get(), now);
    } else if (Duration.between(signedAt, now).abs().compareTo(MAX_SKEW) > 0) {
      throw new S3Exception(
          S3ErrorCode.REQUEST_TIME_TOO_SKEWED,
          "The difference between the request time and the current time is too large.");
    }
  }

  private static void checkPresignedTime(Instant signedAt, Duration validity, Instant now) {
    if (signedAt.isAfter(now.plus(MAX_SKEW))) {
      throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "Request is not valid yet");
    }
    if (now.isAfter(signedAt.plus(validity))) {
      throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "Request has expired");
    }
  }

  /** The host and whatever Amazon's headers say must be signed, or anyone could change it. */
  private static void checkCoverage(S3Request request, List<String> signedHeaders) {
    boolean covered =
        signedHeaders.contains("host")
            && request.headers().names().stream()
                .filter(name -> name.startsWith("x-amz-"))
                .allMatch(signedHeaders::contains);
    if (!covered) {
      throw new S3Exception(
          S3ErrorCode.ACCESS_DENIED,
          "There were headers present in the request which were not signed");
    }
  }

  private static String payloadHash(S3Request request, SignatureParameters parameters) {
    Optional<String> header = request.headers().find("x-amz-content-sha256");
    if (parameters.validity().isPresent()) {
      return header.orElse("UNSIGNED-PAYLOAD");
    }
    return header.orElseThrow(
        () ->
            new S3Exception(
                S3ErrorCode.INVALID_REQUEST,
                "Missing required header for this request: x-amz-content-sha256"));
  }

  private static Instant parseAmzDate(String amzDate) {
    try {
      return Instant.from(AMZ_DATE.parse(amzDate));
    } catch (DateTimeException e) {
      throw new S3Exception(
          S3ErrorCode.ACCESS_DENIED, "AWS authentication requires a valid x-amz-date", e);
    }
  }
}
