// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

/** Where each bucket lies. Thread-safe. */
@FunctionalInterface
public interface BucketRoots {
  /**
   * The location of the directory or collection that holds the bucket's keys, such as {@code
   * file:///srv/varve/lab} or {@code irods://zone/home/lab/proj/.mesa/iceberg}, without a slash at
   * the end.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such bucket
   */
  String loadRoot(String bucket);
}
