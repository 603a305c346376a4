// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;
import org.varve.storage.Abortable;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsWriter;

/**
 * Collects bytes and sends them in large pieces, one while the caller makes the next; a file of one
 * piece is sent on close. One thread at a time.
 *
 * <p>After a failed write nothing is ever published, whatever the caller does next.
 */
final class IrodsOutputStream extends PositionOutputStream implements Abortable {
  private static final int FIRST_BYTES = 64 * 1024;
  private static final int PIECE_BYTES = 4 * 1024 * 1024;

  private final IrodsLocation location;
  private final IrodsUpload upload;
  private byte[] buffer = new byte[FIRST_BYTES];

  /** The piece that is being sent while the other one is filled. */
  private byte[] spare = new byte[0];

  private int buffered;
  private long position;
  private @Nullable IrodsWriter writer;
  private boolean failed;
  private boolean closed;

  IrodsOutputStream(IrodsLocation location, IrodsUpload upload) {
    this.location = location;
    this.upload = upload;
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
    checkWritable();
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int done = 0;
    while (done < length) {
      if (buffered == PIECE_BYTES) {
        sendPiece();
      }
      int count = Math.min(length - done, PIECE_BYTES - buffered);
      makeRoom(count);
      System.arraycopy(bytes, offset + done, buffer, buffered, count);
      buffered += count;
      done += count;
    }
    position += length;
  }

  private void makeRoom(int count) {
    if (buffered + count > buffer.length) {
      int doubled = Math.max(2 * buffer.length, buffered + count);
      buffer = Arrays.copyOf(buffer, Math.min(doubled, PIECE_BYTES));
    }
  }

  private void sendPiece() throws IOException {
    try {
      if (writer == null) {
        writer = upload.open();
      }
      writer.writeBehind(buffer, buffered);
      byte[] full = buffer;
      buffer = spare.length == PIECE_BYTES ? spare : new byte[PIECE_BYTES];
      spare = full;
      buffered = 0;
    } catch (IrodsClientException e) {
      failed = true;
      throw failure(e);
    } catch (IOException e) {
      failed = true;
      throw failed(e);
    }
  }

  /** Sends nothing: a piece more or less makes no byte safer before the file is complete. */
  @Override
  public void flush() throws IOException {
    checkWritable();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    if (failed) {
      var refused = new IOException("Cannot write file: an earlier write failed: " + location);
      closed = true;
      abandonAfter(refused);
      throw refused;
    }
    closed = true;
    try {
      finish();
    } catch (IrodsClientException e) {
      throw failure(e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void finish() throws IOException {
    if (writer == null) {
      upload.createWhole(buffer, buffered);
      return;
    }
    if (buffered > 0) {
      try {
        writer.write(buffer, buffered);
      } catch (IrodsClientException e) {
        abandonAfter(e);
        throw e;
      }
    }
    upload.publish(writer);
  }

  @Override
  public void abort() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (writer != null) {
        writer.abort();
      }
    } catch (IrodsClientException e) {
      throw new RuntimeIOException(
          new IOException(e), "Failed to delete temporary file of: %s", location);
    }
  }

  private void abandonAfter(Exception failure) {
    try {
      if (writer != null) {
        writer.abort();
      }
    } catch (IrodsClientException e) {
      failure.addSuppressed(e);
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

  private IOException failure(IrodsClientException e) {
    RuntimeException translated = IrodsFailures.creating(e, location);
    if (translated instanceof RuntimeIOException) {
      return failed(e);
    }
    throw translated;
  }

  private IOException failed(Exception e) {
    return new IOException("Failed to create file: " + location, e);
  }
}
