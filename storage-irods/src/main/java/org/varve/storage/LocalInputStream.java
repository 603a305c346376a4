// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * A local file's bytes. One thread at a time; ranged reads leave the position as it is. Seeking
 * past the end is allowed, and there is nothing to read there.
 */
final class LocalInputStream extends SeekableInputStream implements RangeReadable {
  private final LocalLocation location;
  private final FileChannel channel;
  private long position;

  LocalInputStream(LocalLocation location, FileChannel channel) {
    this.location = location;
    this.channel = channel;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void seek(long newPosition) throws IOException {
    checkOpen();
    ValidationException.check(newPosition >= 0, "Invalid position: negative: %s", newPosition);
    position = newPosition;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    checkOpen();
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    int count = channel.read(ByteBuffer.wrap(buffer, offset, length), position);
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    checkOpen();
    long skipped = Math.max(0, Math.min(count, channel.size() - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    checkOpen();
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, channel.size() - position));
  }

  @Override
  public void readFully(long from, byte[] buffer, int offset, int length) throws IOException {
    checkOpen();
    ValidationException.check(from >= 0, "Invalid position: negative: %s", from);
    ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
    long at = from;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new EOFException(
            "Failed to read %d bytes at %d: end of file at %d: %s"
                .formatted(length, from, at, location));
      }
      at += count;
    }
  }

  @Override
  public int readTail(byte[] buffer, int offset, int length) throws IOException {
    checkOpen();
    int count = (int) Math.min(length, channel.size());
    readFully(channel.size() - count, buffer, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void checkOpen() throws IOException {
    if (!channel.isOpen()) {
      throw new IOException("Cannot read file: the stream is closed: " + location);
    }
  }
}
