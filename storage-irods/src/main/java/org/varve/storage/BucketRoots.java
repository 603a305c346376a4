// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.Map;
import java.util.Optional;

/** Where each bucket lies. Thread-safe. */
@FunctionalInterface
public interface BucketRoots {
  /** Roots that never change, by the names of the buckets. */
  static BucketRoots of(Map<String, String> roots) {
    return new KnownBucketRoots(roots);
  }

  /**
   * The location of the directory or collection that holds the bucket's keys, such as {@code
   * file:///srv/varve/lab} or {@code irods://zone/home/lab/proj/.mesa/iceberg}, without a slash at
   * the end.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such bucket
   */
  String loadRoot(String bucket);

  /**
   * The same location, if it is known without asking anyone; otherwise nothing, whether or not
   * there is such a bucket.
   */
  default Optional<String> findKnownRoot(String bucket) {
    return Optional.empty();
  }
}
