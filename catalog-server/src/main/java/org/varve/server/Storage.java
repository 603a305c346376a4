// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import org.varve.catalog.ProjectRoots;
import org.varve.storage.BucketFileIO;
import org.varve.storage.BucketRoots;
import org.varve.storage.RootedObjectStores;

/** Where the bytes of tables are. Thread-safe; closed by who opened it, after what it gave out. */
interface Storage extends AutoCloseable {
  /** Location of the bucket of the tables that belong to no project. */
  String warehouseRoot();

  /** Where the bucket of a new project lies. */
  ProjectRoots projectRoots();

  /** The files of buckets, for Iceberg. The caller closes it. */
  BucketFileIO newFiles(BucketRoots buckets);

  /** The objects of buckets, for the S3 door. */
  RootedObjectStores newObjectStores(BucketRoots buckets);

  /** What must answer for the bytes to be in reach. */
  Dependency dependency();

  @Override
  void close();
}
