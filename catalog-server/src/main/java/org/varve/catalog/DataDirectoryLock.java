// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right of one process to use a data directory. The operating system gives it back when the
 * process dies, however it dies. Closed by who acquired it.
 */
final class DataDirectoryLock implements AutoCloseable {
  private static final String FILE = "varve.lock";

  private final FileChannel channel;

  private DataDirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the directory, which is created if it is missing.
   *
   * @throws DataDirectoryException if another process, or another part of this one, has it
   */
  static DataDirectoryLock acquire(Path dataDirectory) {
    try {
      Files.createDirectories(dataDirectory);
      return acquireFile(dataDirectory);
    } catch (IOException e) {
      throw new DataDirectoryException("Failed to lock data directory: " + dataDirectory, e);
    }
  }

  private static DataDirectoryLock acquireFile(Path dataDirectory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            dataDirectory.resolve(FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new DataDirectoryException(
            "Cannot use data directory: process "
                + readOwner(channel)
                + " is using it: "
                + dataDirectory);
      }
      writeOwner(channel);
      return new DataDirectoryLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void writeOwner(FileChannel channel) throws IOException {
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
  }

  private static String readOwner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    int length = channel.read(pid, 0);
    return length <= 0
        ? "(starting)"
        : new String(pid.array(), 0, length, StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataDirectoryException("Failed to unlock data directory", e);
    }
  }
}
