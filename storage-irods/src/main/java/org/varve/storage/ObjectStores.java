// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.Optional;

/** The store of each bucket. Thread-safe. */
@FunctionalInterface
public interface ObjectStores {
  /**
   * The store that holds the bucket's objects.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such bucket
   */
  ObjectStore loadStore(String bucket);

  /**
   * The same store, if it is known without asking anyone and lies on this machine, so that nothing
   * but a disk is ever waited for; otherwise nothing, whether or not there is such a bucket.
   */
  default Optional<ObjectStore> findLocalStore(String bucket) {
    return Optional.empty();
  }
}
