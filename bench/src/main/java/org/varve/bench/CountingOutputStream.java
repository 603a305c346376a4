// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.io.PositionOutputStream;

/** Adds the bytes of a closed stream to a count. */
final class CountingOutputStream extends PositionOutputStream {
  private final PositionOutputStream stream;
  private final AtomicLong bytes;

  CountingOutputStream(PositionOutputStream stream, AtomicLong bytes) {
    this.stream = stream;
    this.bytes = bytes;
  }

  @Override
  public long getPos() throws IOException {
    return stream.getPos();
  }

  @Override
  public long storedLength() throws IOException {
    return stream.storedLength();
  }

  @Override
  public void write(int b) throws IOException {
    stream.write(b);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    stream.write(b, off, len);
  }

  @Override
  public void flush() throws IOException {
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    bytes.addAndGet(stream.getPos());
    stream.close();
  }
}
