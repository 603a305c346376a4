// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import javax.crypto.Mac;

/**
 * A key that signs what falls into one scope, derived from a secret access key. Immutable; its text
 * shows nothing of it.
 */
final class SigV4Key {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private final Mac mac;
  private final CredentialScope scope;

  /**
   * @param mac holds the key, and is cloned for each signature: that is cheaper than a new one
   */
  private SigV4Key(Mac mac, CredentialScope scope) {
    this.mac = mac;
    this.scope = scope;
  }

  static SigV4Key derive(String secretAccessKey, CredentialScope scope) {
    byte[] secret = ("AWS4" + secretAccessKey).getBytes(UTF_8);
    byte[] day = Digests.hmacSha256(secret, scope.date());
    byte[] region = Digests.hmacSha256(day, scope.region());
    byte[] service = Digests.hmacSha256(region, scope.service());
    byte[] key = Digests.hmacSha256(service, CredentialScope.TERMINATOR);
    return new SigV4Key(Digests.newHmacSha256(key), scope);
  }

  /** The signature of a whole request. */
  String signRequest(String amzDate, byte[] canonicalRequest) {
    return sign(
        String.join(
            "\n", ALGORITHM, amzDate, scope.toString(), Digests.hexSha256(canonicalRequest)));
  }

  /** The signature of one chunk of a body, chained to the one before. */
  String signChunk(String amzDate, String previousSignature, String chunkSha256) {
    return sign(
        String.join(
            "\n",
            ALGORITHM + "-PAYLOAD",
            amzDate,
            scope.toString(),
            previousSignature,
            Digests.EMPTY_SHA256,
            chunkSha256));
  }

  /** The signature of the trailer, chained to the last chunk's. */
  String signTrailer(String amzDate, String previousSignature, byte[] canonicalTrailer) {
    return sign(
        String.join(
            "\n",
            ALGORITHM + "-TRAILER",
            amzDate,
            scope.toString(),
            previousSignature,
            Digests.hexSha256(canonicalTrailer)));
  }

  private String sign(String stringToSign) {
    try {
      Mac signing = (Mac) mac.clone();
      return HexFormat.of().formatHex(signing.doFinal(stringToSign.getBytes(UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("This JVM's HmacSHA256 cannot be cloned", e);
    }
  }
}
