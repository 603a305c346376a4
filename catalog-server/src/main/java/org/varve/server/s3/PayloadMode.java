// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a request says what its body is, by {@code x-amz-content-sha256}. */
enum PayloadMode {
  /** The header is the body's SHA-256. */
  HASHED(false, false, false),
  UNSIGNED("UNSIGNED-PAYLOAD", false, false, false),
  SIGNED_CHUNKS("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true, true, false),
  SIGNED_CHUNKS_WITH_TRAILER("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", true, true, true),
  UNSIGNED_CHUNKS_WITH_TRAILER("STREAMING-UNSIGNED-PAYLOAD-TRAILER", true, false, true);

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final List<PayloadMode> ALL = List.of(values());

  private final String headerValue;
  private final boolean chunked;
  private final boolean signedChunks;
  private final boolean trailer;

  PayloadMode(boolean chunked, boolean signedChunks, boolean trailer) {
    this("", chunked, signedChunks, trailer);
  }

  PayloadMode(String headerValue, boolean chunked, boolean signedChunks, boolean trailer) {
    this.headerValue = headerValue;
    this.chunked = chunked;
    this.signedChunks = signedChunks;
    this.trailer = trailer;
  }

  /** The mode of a header's value, or nothing if it is neither a mode nor a SHA-256. */
  static Optional<PayloadMode> find(String headerValue) {
    for (PayloadMode mode : ALL) {
      if (mode != HASHED && mode.headerValue.equals(headerValue)) {
        return Optional.of(mode);
      }
    }
    return SHA256.matcher(headerValue).matches() ? Optional.of(HASHED) : Optional.empty();
  }

  boolean isChunked() {
    return chunked;
  }

  boolean hasSignedChunks() {
    return signedChunks;
  }

  boolean hasTrailer() {
    return trailer;
  }
}
