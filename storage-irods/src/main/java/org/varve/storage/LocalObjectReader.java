// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.iceberg.exceptions.RuntimeIOException;

/** An open file. One thread at a time. */
final class LocalObjectReader implements ObjectReader {
  private final StoredObject object;
  private final FileChannel channel;

  LocalObjectReader(StoredObject object, FileChannel channel) {
    this.object = object;
    this.channel = channel;
  }

  @Override
  public StoredObject object() {
    return object;
  }

  @Override
  public int read(long position, ByteBuffer target) {
    try {
      int count = channel.read(target, position);
      if (count <= 0) {
        throw new EOFException(
            "File ends at %d of %d bytes".formatted(channel.size(), object.sizeBytes()));
      }
      return count;
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read object: %s", object.key());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to close object: %s", object.key());
    }
  }
}
