// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Random;

/** Realistic values for tests of the S3 door. */
final class Samples {
  /** Bytes that look random and are the same at every call. */
  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private Samples() {}
}
