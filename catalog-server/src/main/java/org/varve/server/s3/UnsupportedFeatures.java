// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.List;

/**
 * What a client may ask of a write that would be a lie to ignore: encryption with its own key or a
 * managed one, locks, and places in an object.
 */
final class UnsupportedFeatures {
  private static final List<String> HEADERS =
      List.of(
          "x-amz-server-side-encryption-customer-algorithm",
          "x-amz-server-side-encryption-aws-kms-key-id",
          "x-amz-object-lock-mode",
          "x-amz-object-lock-legal-hold",
          "x-amz-website-redirect-location",
          "x-amz-write-offset-bytes");

  private UnsupportedFeatures() {}

  /**
   * @throws S3Exception with {@code NotImplemented} if it asks for one of them
   */
  static void refuse(S3Request request) {
    for (String header : HEADERS) {
      if (request.headers().find(header).isPresent()) {
        throw new S3Exception(
            S3ErrorCode.NOT_IMPLEMENTED,
            "A header you provided requests a feature that is not implemented: " + header);
      }
    }
  }
}
