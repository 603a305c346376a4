// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * Writes to a temporary file and publishes it on close. One thread at a time.
 *
 * <p>After a failed write nothing is ever published, whatever the caller does next: the bytes on
 * disk have a hole that only this class knows of.
 */
final class LocalOutputStream extends PositionOutputStream implements Abortable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final LocalLocation location;
  private final Path temporary;
  private final FileChannel channel;
  private final LocalPublication publication;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long position;
  private boolean failed;
  private boolean closed;

  LocalOutputStream(
      LocalLocation location, Path temporary, FileChannel channel, LocalPublication publication) {
    this.location = location;
    this.temporary = temporary;
    this.channel = channel;
    this.publication = publication;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int value) throws IOException {
    checkWritable();
    if (!buffer.hasRemaining()) {
      drain();
    }
    buffer.put((byte) value);
    position++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    checkWritable();
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length > buffer.remaining()) {
      drain();
    }
    if (length > buffer.remaining()) {
      writeFully(ByteBuffer.wrap(bytes, offset, length));
    } else {
      buffer.put(bytes, offset, length);
    }
    position += length;
  }

  @Override
  public void flush() throws IOException {
    checkWritable();
    drain();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      checkWritable();
      drain();
      channel.force(true);
      channel.close();
      publication.publish(temporary, location);
      LocalDirectories.forceParentOf(location.path());
    } catch (IOException | RuntimeException e) {
      discardAfter(e);
      throw e;
    } finally {
      closed = true;
    }
  }

  @Override
  public void abort() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      discard();
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to delete temporary file: %s", temporary);
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    writeFully(buffer);
    buffer.clear();
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    boolean written = false;
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      written = true;
    } finally {
      failed |= !written;
    }
  }

  private void checkWritable() throws IOException {
    if (closed) {
      throw new IOException("Cannot write file: the stream is closed: " + location);
    }
    if (failed) {
      throw new IOException("Cannot write file: an earlier write failed: " + location);
    }
  }

  private void discard() throws IOException {
    try (channel) {
      Files.deleteIfExists(temporary);
    }
  }

  private void discardAfter(Exception failure) {
    try {
      discard();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
