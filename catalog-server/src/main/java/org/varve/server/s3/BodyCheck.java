// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a body has to match. One thread at a time.
 *
 * @param format how the digest is written; texts are compared, because decoding would ignore bits
 * @param expected asked at the end of the body, because a trailer comes no sooner
 */
record BodyCheck(
    BodyDigest digest,
    Function<byte[], String> format,
    Supplier<@Nullable String> expected,
    S3ErrorCode failure,
    String message) {

  static BodyCheck sha256(String hex) {
    return new BodyCheck(
        BodyDigest.of(Digests.digest("SHA-256")),
        HexFormat.of()::formatHex,
        () -> hex,
        S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
        "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }

  /**
   * @throws S3Exception with {@code InvalidDigest} if the text is no MD5
   */
  static BodyCheck md5(String base64) {
    if (!base64.matches("[A-Za-z0-9+/]{22}==")) {
      throw new S3Exception(
          S3ErrorCode.INVALID_DIGEST, "The Content-MD5 you specified was invalid.");
    }
    return new BodyCheck(
        BodyDigest.of(Digests.digest("MD5")),
        Base64.getEncoder()::encodeToString,
        () -> base64,
        S3ErrorCode.BAD_DIGEST,
        "The Content-MD5 you specified did not match what we received.");
  }

  static BodyCheck checksum(ChecksumAlgorithm algorithm, Supplier<@Nullable String> base64) {
    return new BodyCheck(
        algorithm.newDigest(),
        Base64.getEncoder()::encodeToString,
        base64,
        S3ErrorCode.BAD_DIGEST,
        "The " + algorithm + " you specified did not match the calculated checksum.");
  }

  /**
   * @throws S3Exception if the bytes that went by are not the expected ones
   */
  void finish() {
    if (!format.apply(digest.finish()).equals(expected.get())) {
      throw new S3Exception(failure, message);
    }
  }
}
