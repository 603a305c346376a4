// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a body has to match. One thread at a time.
 *
 * @param expected asked at the end of the body, because a trailer comes no sooner
 */
record BodyCheck(
    BodyDigest digest, Supplier<byte @Nullable []> expected, S3ErrorCode failure, String message) {

  static BodyCheck sha256(String hex) {
    return new BodyCheck(
        BodyDigest.of(Digests.digest("SHA-256")),
        () -> HexFormat.of().parseHex(hex),
        S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
        "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }

  static BodyCheck md5(String base64) {
    byte[] expected =
        decode(base64)
            .filter(bytes -> bytes.length == 16)
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.INVALID_DIGEST, "The Content-MD5 you specified was invalid."));
    return new BodyCheck(
        BodyDigest.of(Digests.digest("MD5")),
        () -> expected,
        S3ErrorCode.BAD_DIGEST,
        "The Content-MD5 you specified did not match what we received.");
  }

  static BodyCheck checksum(ChecksumAlgorithm algorithm, Supplier<@Nullable String> base64) {
    return new BodyCheck(
        algorithm.newDigest(),
        () -> Optional.ofNullable(base64.get()).flatMap(BodyCheck::decode).orElse(null),
        S3ErrorCode.BAD_DIGEST,
        "The " + algorithm + " you specified did not match the calculated checksum.");
  }

  /**
   * @throws S3Exception if the bytes that went by are not the expected ones
   */
  void finish() {
    byte[] wanted = expected.get();
    if (wanted == null || !MessageDigest.isEqual(digest.finish(), wanted)) {
      throw new S3Exception(failure, message);
    }
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
