// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * An object that is open for reading. What was opened stays readable, unchanged, even when it is
 * deleted meanwhile. One thread at a time; whoever opened it closes it.
 */
public interface ObjectReader extends Closeable {
  /** The object whose bytes are read. */
  StoredObject object();

  /**
   * Reads at least one byte from {@code position} on into {@code target}, and answers how many.
   *
   * @param position counted from 0, below the object's size
   * @throws org.apache.iceberg.exceptions.RuntimeIOException if the bytes cannot be read, or are
   *     fewer than the object's size promises
   */
  int read(long position, ByteBuffer target);

  /** Closing twice does nothing. */
  @Override
  void close();
}
