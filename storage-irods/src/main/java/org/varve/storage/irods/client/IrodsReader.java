// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * The bytes of one data object, by position. The object must not change while it is read; nothing
 * that this module writes ever does.
 *
 * <p>One thread at a time. Whoever opened it closes it. If its connection is lost it opens the
 * object once more on another and goes on.
 */
public final class IrodsReader implements AutoCloseable {
  /** The server holds a whole answer in memory, and irods4j fills arrays from their start. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final IrodsReadHandles handles;
  private final IrodsObject object;
  private IrodsDescriptor descriptor;
  private boolean closed;

  IrodsReader(IrodsReadHandles handles, IrodsObject object) {
    this.handles = handles;
    this.object = object;
    this.descriptor = handles.take(object);
  }

  /** The whole object's length in bytes. */
  public long size() {
    return object.size();
  }

  /**
   * Fills the start of the buffer.
   *
   * @throws EOFException if the object ends before, by the catalog or in storage
   * @throws IrodsClientException if it cannot be read
   */
  public void readFully(long position, byte[] buffer, int length) throws IOException {
    if (position + length > object.size()) {
      throw new EOFException(
          "Failed to read %d bytes at %d: end of file at %d: %s"
              .formatted(length, position, object.size(), object.path()));
    }
    if (length == 0) {
      return;
    }
    if (length <= MAX_BYTES) {
      readPiece(position, buffer, length);
      return;
    }
    byte[] piece = new byte[MAX_BYTES];
    for (int done = 0; done < length; done += MAX_BYTES) {
      int count = Math.min(MAX_BYTES, length - done);
      readPiece(position + done, piece, count);
      System.arraycopy(piece, 0, buffer, done, count);
    }
  }

  private void readPiece(long position, byte[] buffer, int length) throws EOFException {
    int count = read(position, buffer, length);
    if (count < length) {
      throw new EOFException(
          "Failed to read %d bytes at %d: storage holds only %d of them: %s"
              .formatted(length, position, count, object.path()));
    }
  }

  private int read(long position, byte[] buffer, int length) {
    try {
      return descriptor.readAt(position, buffer, length);
    } catch (IrodsClientException e) {
      if (!descriptor.isLost() || waitedInVain(e)) {
        throw e;
      }
      try {
        descriptor = handles.open(object);
        return descriptor.readAt(position, buffer, length);
      } catch (IrodsClientException again) {
        again.addSuppressed(e);
        throw again;
      }
    }
  }

  private static boolean waitedInVain(IrodsClientException e) {
    return e.getCause() instanceof SocketTimeoutException;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      handles.giveBack(object, descriptor);
    }
  }
}
