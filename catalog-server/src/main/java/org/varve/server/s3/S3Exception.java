// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.Serial;

/** A request that is answered with an error. The message is for the client: it holds no secret. */
final class S3Exception extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final S3ErrorCode code;

  S3Exception(S3ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  S3Exception(S3ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  S3ErrorCode code() {
    return code;
  }
}
