// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import org.apache.iceberg.exceptions.ValidationException;

/** Opens the store of each bucket at the root that {@link BucketRoots} names. Thread-safe. */
public final class RootedObjectStores implements ObjectStores {
  private final BucketRoots roots;

  public RootedObjectStores(BucketRoots roots) {
    this.roots = roots;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ValidationException if the bucket's root is of a kind that no store serves
   */
  @Override
  public ObjectStore loadStore(String bucket) {
    String root = roots.loadRoot(bucket);
    if (root.startsWith("file:")) {
      return new LocalObjectStore(LocalLocation.parse(root).path());
    }
    throw new ValidationException("Cannot open bucket: no store for its root: %s", bucket);
  }
}
