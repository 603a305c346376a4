// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

/**
 * An output stream whose writer can still decide that there shall be no file.
 *
 * <p>Every stream that this module's {@code FileIO}s hand out is one. Closing publishes; a writer
 * that finds its content wrong at the end (a length or a checksum that does not match) aborts
 * instead.
 */
public interface Abortable {
  /**
   * Drops what was written and closes the stream: no file appears, and a file that was there stays
   * as it is. A later {@code close()} does nothing. Does nothing on a stream that is closed.
   *
   * @throws org.apache.iceberg.exceptions.RuntimeIOException if something unpublished may be left
   *     behind; it is never listed or read
   */
  void abort();
}
