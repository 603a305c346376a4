// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Instant;

/**
 * Short-lived S3 credentials, as clients take them. All four belong together; the text of this
 * value shows no secret.
 */
public record VendedCredentials(
    String accessKeyId, String secretAccessKey, String sessionToken, Instant expiresAt) {
  @Override
  public String toString() {
    return "VendedCredentials[accessKeyId=" + accessKeyId + ", expiresAt=" + expiresAt + "]";
  }
}
