// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.Optional;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.IrodsLeftovers;
import org.varve.storage.irods.IrodsObjectStore;
import org.varve.storage.irods.client.IrodsClient;

/** Opens the store of each bucket at the root that {@link BucketRoots} names. Thread-safe. */
public final class RootedObjectStores implements ObjectStores {
  private final BucketRoots roots;
  private final @Nullable IrodsClient client;

  /** For roots of this machine alone. */
  public RootedObjectStores(BucketRoots roots) {
    this.roots = roots;
    this.client = null;
  }

  /** For roots of this machine and of the client's zone. The caller closes the client. */
  public RootedObjectStores(BucketRoots roots, IrodsClient client) {
    this.roots = roots;
    this.client = client;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ValidationException if the bucket's root is of a kind that no store serves
   */
  @Override
  public ObjectStore loadStore(String bucket) {
    String root = roots.loadRoot(bucket);
    if (isLocal(root)) {
      return newLocalStore(root);
    }
    IrodsClient zone = client;
    if (zone != null && root.startsWith("irods:")) {
      return IrodsObjectStore.at(root, zone);
    }
    throw noStore(bucket);
  }

  @Override
  public Optional<ObjectStore> findLocalStore(String bucket) {
    return roots
        .findKnownRoot(bucket)
        .filter(RootedObjectStores::isLocal)
        .map(RootedObjectStores::newLocalStore);
  }

  /**
   * What unfinished writers left in a bucket.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such bucket
   * @throws ValidationException if the bucket's root is of a kind that no store serves
   */
  public Leftovers loadLeftovers(String bucket) {
    String root = roots.loadRoot(bucket);
    if (isLocal(root)) {
      return new LocalLeftovers(LocalLocation.parse(root).path());
    }
    IrodsClient zone = client;
    if (zone != null && root.startsWith("irods:")) {
      return IrodsLeftovers.at(root, zone);
    }
    throw noStore(bucket);
  }

  private static boolean isLocal(String root) {
    return root.startsWith("file:");
  }

  private static ObjectStore newLocalStore(String root) {
    return new LocalObjectStore(LocalLocation.parse(root).path());
  }

  private static ValidationException noStore(String bucket) {
    return new ValidationException("Cannot open bucket: no store for its root: %s", bucket);
  }
}
