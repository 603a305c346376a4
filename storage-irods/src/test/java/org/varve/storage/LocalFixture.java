// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a test does to local files behind the back of the FileIO. */
final class LocalFixture {
  static void plantSparseFile(Path path, long position, byte[] bytes) throws IOException {
    Files.createDirectories(path.getParent());
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(position);
      file.write(bytes);
    }
  }

  /** An interrupted thread cannot write to a channel: a real failure, and one that passes. */
  static void whileWritesFail(FileIOFixture.WriteAction action) throws IOException {
    Thread.currentThread().interrupt();
    try {
      action.run();
    } finally {
      Thread.interrupted();
    }
  }

  private LocalFixture() {}
}
