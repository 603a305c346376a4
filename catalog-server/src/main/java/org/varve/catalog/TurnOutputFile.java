// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/** A file that a turn writes. */
final class TurnOutputFile implements OutputFile {
  private final TurnFileIO files;
  private final String location;

  TurnOutputFile(TurnFileIO files, String location) {
    this.files = files;
    this.location = location;
  }

  @Override
  public PositionOutputStream create() {
    return new Stream(files, location);
  }

  /** The same as {@link #create}: every location of a turn is used once. */
  @Override
  public PositionOutputStream createOrOverwrite() {
    return create();
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public InputFile toInputFile() {
    return files.newInputFile(location);
  }

  /** Collects in memory; past the limit, hands over to the store. One thread at a time. */
  private static final class Stream extends PositionOutputStream {
    private static final int MAX_BYTES_IN_MEMORY = 8 * 1024 * 1024;

    private final TurnFileIO files;
    private final String location;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable PositionOutputStream direct;
    private long position;
    private boolean closed;

    Stream(TurnFileIO files, String location) {
      this.files = files;
      this.location = location;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("Cannot write file: it is closed: " + location);
      }
      if (direct == null && memory.size() + length > MAX_BYTES_IN_MEMORY) {
        direct = files.openDirect(location);
        memory.writeTo(direct);
        memory.reset();
      }
      if (direct == null) {
        memory.write(bytes, offset, length);
      } else {
        direct.write(bytes, offset, length);
      }
      position += length;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      if (direct == null) {
        files.upload(location, memory.toByteArray());
      } else {
        direct.close();
      }
    }
  }
}
