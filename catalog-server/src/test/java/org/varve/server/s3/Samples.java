// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;

/** Realistic values for tests of the S3 door. */
final class Samples {
  /** Bytes that look random and are the same at every call. */
  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** A small object's text. */
  static String read(ObjectStore store, String key) {
    try (ObjectReader reader = store.openObject(key)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) reader.object().sizeBytes());
      while (bytes.hasRemaining()) {
        reader.read(bytes.position(), bytes);
      }
      return new String(bytes.array(), StandardCharsets.UTF_8);
    }
  }

  private Samples() {}
}
