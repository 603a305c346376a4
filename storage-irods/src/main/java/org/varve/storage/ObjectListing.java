// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.Closeable;
import java.util.Iterator;

/** Objects in the order of their keys' UTF-8 bytes. One thread at a time; its caller closes it. */
public interface ObjectListing extends Iterator<StoredObject>, Closeable {
  /** Leaves out all objects to come whose key starts with {@code prefix}. */
  void skipPast(String prefix);

  /** Closing twice does nothing. */
  @Override
  void close();
}
