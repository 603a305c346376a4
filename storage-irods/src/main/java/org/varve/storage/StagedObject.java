// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.Closeable;

/**
 * An object on its way in: written, then sealed, then published. Until it is published nobody sees
 * it, and closing it discards it. One thread at a time; whoever staged it closes it.
 */
public interface StagedObject extends Closeable {
  /** Appends bytes. Not after {@link #seal}. */
  void write(byte[] bytes, int offset, int length);

  /**
   * Makes the bytes durable and fixes what the object will be called: publishing changes neither
   * its id nor its time. Sealing twice answers the same.
   */
  StoredObject seal();

  /**
   * Opens what was sealed for reading, whether it is published or not. The caller closes it.
   *
   * @throws IllegalStateException if it is not sealed
   */
  ObjectReader openSealed();

  /**
   * Makes the object visible under its key, sealing it first if needed. Of any number of callers,
   * on any number of servers, exactly one succeeds; what is there already is never touched. When it
   * returns, the object is durable.
   *
   * @throws org.apache.iceberg.exceptions.AlreadyExistsException if an object has this key
   * @throws UnmappableKeyException if the key cannot lie beside the objects that are there
   */
  StoredObject publish();

  /** Discards what was not published. Closing twice does nothing. */
  @Override
  void close();
}
