// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

/** What a grant lets its holder do with the objects it covers. */
public enum S3Access {
  /** Read and list. */
  READ(0),
  /** Read, list, create and delete. */
  READ_WRITE(1),
  /** Read, list and create. What is there is never overwritten, as by nobody, nor deleted. */
  ADD(2);

  private final int code;

  S3Access(int code) {
    this.code = code;
  }

  /** How tokens write it. */
  int code() {
    return code;
  }

  /** What a token means by a code. */
  static S3Access ofCode(int code) {
    for (S3Access access : values()) {
      if (access.code == code) {
        return access;
      }
    }
    throw new IllegalStateException("Genuine session token of an unknown access: " + code);
  }

  /** Whether this lets somebody do an operation. */
  boolean allows(S3Operation operation) {
    return switch (this) {
      case READ -> !operation.isWriting();
      case ADD -> !operation.isDeleting();
      case READ_WRITE -> true;
    };
  }
}
