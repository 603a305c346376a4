// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.Optional;

/** What opens an S3 server. Its text shows no secret. */
record S3Keys(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
  @Override
  public String toString() {
    return "S3Keys[accessKeyId=" + accessKeyId + "]";
  }
}
