// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A multipart upload to the bucket {@code lab} whose parts are all there. Immutable.
 *
 * @param sha256 of the object that it is to become
 */
record PartedUpload(String key, String id, List<CompletedPart> parts, String sha256) {
  static final int PART_BYTES = 8 * 1024 * 1024;

  static PartedUpload start(S3Client s3, String key, int count) throws NoSuchAlgorithmException {
    String id = s3.createMultipartUpload(r -> r.bucket("lab").key(key)).uploadId();
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    List<CompletedPart> parts = new ArrayList<>();
    byte[] part = Samples.bytes(PART_BYTES);
    for (int number = 1; number <= count; number++) {
      part[0] = (byte) number;
      sent.update(part);
      int partNumber = number;
      String eTag =
          s3.uploadPart(
                  r -> r.bucket("lab").key(key).uploadId(id).partNumber(partNumber),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
    }
    return new PartedUpload(key, id, List.copyOf(parts), HexFormat.of().formatHex(sent.digest()));
  }

  /** Completes it, if nobody else has the key. */
  void complete(S3Client s3) {
    s3.completeMultipartUpload(
        r ->
            r.bucket("lab")
                .key(key)
                .uploadId(id)
                .ifNoneMatch("*")
                .multipartUpload(u -> u.parts(parts)));
  }

  /** Completes it at a server that may be killed meanwhile. */
  void tryToComplete(S3Client s3) {
    try {
      complete(s3);
    } catch (SdkException e) {
      // The server was killed under it.
    }
  }
}
