// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A local file's bytes. */
final class LocalInputStream extends RangedInputStream {
  private final LocalLocation location;
  private final FileChannel channel;

  LocalInputStream(LocalLocation location, FileChannel channel) {
    super(location.text());
    this.location = location;
    this.channel = channel;
  }

  @Override
  protected long size() throws IOException {
    return channel.size();
  }

  @Override
  protected boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected int readSome(long from, byte[] buffer, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(buffer, offset, length), from);
  }

  @Override
  protected void fill(long from, byte[] buffer, int offset, int length) throws IOException {
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
  public int available() throws IOException {
    checkOpen();
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, channel.size() - position()));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
