// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

/** The store of each bucket. Thread-safe. */
@FunctionalInterface
public interface ObjectStores {
  /**
   * The store that holds the bucket's objects.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such bucket
   */
  ObjectStore loadStore(String bucket);
}
