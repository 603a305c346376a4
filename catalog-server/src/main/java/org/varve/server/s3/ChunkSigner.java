// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Checks the signatures of a body's chunks, each of which covers the one before. One thread at a
 * time.
 */
final class ChunkSigner {
  private final SigV4Key key;
  private final String amzDate;
  private String previousSignature;

  ChunkSigner(SigV4Key key, String amzDate, String requestSignature) {
    this.key = key;
    this.amzDate = amzDate;
    this.previousSignature = requestSignature;
  }

  void checkChunk(String chunkSha256, String signature) {
    advance(key.signChunk(amzDate, previousSignature, chunkSha256), signature);
  }

  void checkTrailer(byte[] canonicalTrailer, String signature) {
    advance(key.signTrailer(amzDate, previousSignature, canonicalTrailer), signature);
  }

  private void advance(String expected, String signature) {
    if (!isSame(expected, signature)) {
      throw RequestAuthenticator.signatureDoesNotMatch();
    }
    previousSignature = expected;
  }

  static boolean isSame(String expected, String signature) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
  }
}
