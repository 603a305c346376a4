// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Instant;

/** What a genuine session token says, and the secret that belongs to it. */
record S3Session(S3Grant grant, Instant expiresAt, String accessKeyId, String secretAccessKey) {
  @Override
  public String toString() {
    return "S3Session[grant=" + grant + ", expiresAt=" + expiresAt + "]";
  }
}
