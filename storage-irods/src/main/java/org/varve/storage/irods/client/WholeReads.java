// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Fails at the end of the stream. irods4j takes a short read for a whole one, so a connection cut
 * inside a reply would otherwise read as zeros.
 */
final class WholeReads extends FilterInputStream {
  WholeReads(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value < 0) {
      throw closed();
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count < 0) {
      throw closed();
    }
    return count;
  }

  /** The methods of the superclass would read past this class. */
  @Override
  public byte[] readNBytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    readNBytes(bytes, 0, length);
    return bytes;
  }

  @Override
  public int readNBytes(byte[] buffer, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      done += read(buffer, offset + done, length - done);
    }
    return done;
  }

  private static EOFException closed() {
    return new EOFException("the server closed the connection");
  }
}
