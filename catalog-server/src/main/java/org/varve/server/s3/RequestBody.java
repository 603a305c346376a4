// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, with everything that it has to match: what was signed, its length, and the
 * checksums that came along. One thread at a time; read once.
 */
final class RequestBody {
  private final RequestHeaders headers;
  private final Authentication authentication;
  private final InputStream source;
  private final boolean checksumsInHeaders;

  private RequestBody(
      RequestHeaders headers,
      Authentication authentication,
      InputStream source,
      boolean checksumsInHeaders) {
    this.headers = headers;
    this.authentication = authentication;
    this.source = source;
    this.checksumsInHeaders = checksumsInHeaders;
  }

  /** The body of a request for this operation. */
  static RequestBody of(
      S3Operation operation,
      RequestHeaders headers,
      Authentication authentication,
      InputStream source) {
    // There the headers speak of the object that the parts become.
    boolean checksumsInHeaders = operation != S3Operation.COMPLETE_UPLOAD;
    return new RequestBody(headers, authentication, source, checksumsInHeaders);
  }

  /**
   * The content, decoded. Reading its end fails unless everything matches, so nothing of it may be
   * believed before that.
   */
  InputStream open() {
    List<BodyCheck> checks = new ArrayList<>();
    PayloadMode mode = authentication.payloadMode();
    if (mode == PayloadMode.HASHED) {
      checks.add(BodyCheck.sha256(authentication.payloadHash()));
    }
    headers.find("content-md5").map(BodyCheck::md5).ifPresent(checks::add);
    for (String name : headers.names()) {
      if (checksumsInHeaders && ChecksumAlgorithm.isChecksumHeader(name)) {
        String value = headers.find(name).orElseThrow();
        checks.add(BodyCheck.checksum(ChecksumAlgorithm.loadByHeader(name), () -> value));
      }
    }
    if (!mode.isChunked()) {
      return new CheckedInputStream(source, contentLength(), checks);
    }
    var chunked = new AwsChunkedInputStream(source, mode, authentication.chunkSigner());
    announcedTrailers().stream()
        .filter(ChecksumAlgorithm::isChecksumHeader)
        .map(
            name ->
                BodyCheck.checksum(
                    ChecksumAlgorithm.loadByHeader(name), () -> chunked.trailers().get(name)))
        .forEach(checks::add);
    return new CheckedInputStream(chunked, decodedLength(), checks);
  }

  /**
   * Reads a small body whole.
   *
   * @throws S3Exception with {@code EntityTooLarge} if it is longer
   */
  byte[] readAll(int maxBytes) throws IOException {
    try (InputStream content = open()) {
      byte[] bytes = content.readNBytes(maxBytes);
      if (content.read() >= 0) {
        throw new S3Exception(
            S3ErrorCode.ENTITY_TOO_LARGE,
            "Your proposed upload exceeds the maximum allowed size: " + maxBytes + " bytes");
      }
      return bytes;
    }
  }

  /**
   * Checks that there is no content.
   *
   * @throws S3Exception if there is some, or if another was signed
   */
  void requireEmpty() throws IOException {
    try (InputStream content = open()) {
      if (content.read() >= 0) {
        throw new S3Exception(
            S3ErrorCode.INVALID_REQUEST, "This operation does not take a request body.");
      }
    }
  }

  /**
   * @throws S3Exception with {@code MissingContentLength} if a client that sends an object does not
   *     say how long it is
   */
  void requireLength() {
    boolean known =
        authentication.payloadMode().isChunked()
            || headers.find("content-length").isPresent()
            || headers.find("transfer-encoding").isPresent();
    if (!known) {
      throw new S3Exception(
          S3ErrorCode.MISSING_CONTENT_LENGTH, "You must provide the Content-Length HTTP header.");
    }
  }

  /** The checksums that the client sent as headers. */
  Map<ChecksumAlgorithm, String> checksumHeaders() {
    Map<ChecksumAlgorithm, String> checksums = new EnumMap<>(ChecksumAlgorithm.class);
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      headers.find(algorithm.headerName()).ifPresent(value -> checksums.put(algorithm, value));
    }
    return checksums;
  }

  private @Nullable Long contentLength() {
    return headers.find("content-length").map(RequestBody::parseLength).orElse(null);
  }

  private Long decodedLength() {
    return headers
        .find("x-amz-decoded-content-length")
        .map(RequestBody::parseLength)
        .orElseThrow(
            () ->
                new S3Exception(
                    S3ErrorCode.MISSING_CONTENT_LENGTH,
                    "You must provide the x-amz-decoded-content-length HTTP header."));
  }

  private List<String> announcedTrailers() {
    Optional<String> names = headers.find("x-amz-trailer");
    return names.stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(name -> name.trim().toLowerCase(Locale.ROOT))
        .toList();
  }

  static Long parseLength(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT, "Invalid length: not a number of bytes: " + text);
    }
    return Long.valueOf(text);
  }
}
