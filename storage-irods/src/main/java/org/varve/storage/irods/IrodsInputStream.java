// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.EOFException;
import java.io.IOException;
import org.varve.storage.RangedInputStream;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsReader;

/**
 * A data object's bytes.
 *
 * <p>A window of bytes is kept. Parquet reads the end of a file first, in small pieces, so a read
 * near the end fetches all of the end; who reads on from where the window ends gets a larger one
 * each time; a ranged read that is not in the window is fetched as it is.
 */
final class IrodsInputStream extends RangedInputStream {
  private static final int SMALL_WINDOW = 64 * 1024;
  private static final int LARGE_WINDOW = 4 * 1024 * 1024;

  private final IrodsLocation location;
  private final IrodsReader reader;
  private byte[] window = new byte[0];
  private long windowStart;
  private int windowLength;
  private boolean closed;

  IrodsInputStream(IrodsLocation location, IrodsReader reader) {
    super(location.text());
    this.location = location;
    this.reader = reader;
  }

  @Override
  protected long size() {
    return reader.size();
  }

  @Override
  protected boolean isOpen() {
    return !closed;
  }

  @Override
  protected int readSome(long from, byte[] buffer, int offset, int length) throws IOException {
    if (from >= reader.size()) {
      return -1;
    }
    int wanted = (int) Math.min(length, reader.size() - from);
    if (!isInWindow(from, 1)) {
      if (wanted >= LARGE_WINDOW && offset == 0) {
        fetch(from, buffer, wanted);
        return wanted;
      }
      moveWindow(from, wanted);
    }
    int count = (int) Math.min(wanted, windowStart + windowLength - from);
    System.arraycopy(window, (int) (from - windowStart), buffer, offset, count);
    return count;
  }

  @Override
  protected void fill(long from, byte[] buffer, int offset, int length) throws IOException {
    checkEnd(from, length);
    if (!isInWindow(from, length) && from >= tailStart()) {
      moveWindow(from, length);
    }
    if (isInWindow(from, length)) {
      System.arraycopy(window, (int) (from - windowStart), buffer, offset, length);
    } else if (offset == 0) {
      fetch(from, buffer, length);
    } else {
      byte[] range = new byte[length];
      fetch(from, range, length);
      System.arraycopy(range, 0, buffer, offset, length);
    }
  }

  @Override
  public int available() throws IOException {
    checkOpen();
    long left = windowStart + windowLength - position();
    return (int) (position() < windowStart ? 0 : Math.max(0, left));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      reader.close();
    }
  }

  private boolean isInWindow(long from, int length) {
    return from >= windowStart && from + length <= windowStart + windowLength;
  }

  private long tailStart() {
    return Math.max(0, reader.size() - SMALL_WINDOW);
  }

  private void moveWindow(long from, int wanted) throws IOException {
    boolean readsOn = windowLength > 0 && from == windowStart + windowLength;
    int grown = readsOn ? Math.min(LARGE_WINDOW, Math.max(windowLength * 4, 1)) : 0;
    int size = Math.min(LARGE_WINDOW, Math.max(Math.max(wanted, SMALL_WINDOW), grown));
    long start = from >= tailStart() ? Math.min(from, tailStart()) : from;
    int length = (int) Math.min(Math.max(size, from + wanted - start), reader.size() - start);
    if (window.length < length) {
      window = new byte[length];
    }
    windowLength = 0; // in case of a failure
    fetch(start, window, length);
    windowStart = start;
    windowLength = length;
  }

  private void fetch(long from, byte[] buffer, int length) throws IOException {
    try {
      reader.readFully(from, buffer, length);
    } catch (IrodsClientException e) {
      throw new IOException("Failed to read file: " + location, e);
    }
  }

  private void checkEnd(long from, int length) throws EOFException {
    if (from + length > reader.size()) {
      throw new EOFException(
          "Failed to read %d bytes at %d: end of file at %d: %s"
              .formatted(length, from, reader.size(), location));
    }
  }
}
