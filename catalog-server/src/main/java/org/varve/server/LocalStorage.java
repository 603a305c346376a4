// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.nio.file.Files;
import java.nio.file.Path;
import org.varve.catalog.BucketStore;
import org.varve.catalog.ProjectRoots;
import org.varve.storage.BucketFileIO;
import org.varve.storage.BucketRoots;
import org.varve.storage.RootedObjectStores;

/** One directory of this machine, with one directory a bucket in it. */
record LocalStorage(Path warehouse) implements Storage {
  @Override
  public String warehouseRoot() {
    return location(BucketStore.WAREHOUSE);
  }

  @Override
  public ProjectRoots projectRoots() {
    return (irodsPath, dataCollection, bucket) -> location(bucket);
  }

  private String location(String bucket) {
    return "file://" + warehouse.resolve(bucket).toAbsolutePath().normalize();
  }

  @Override
  public BucketFileIO newFiles(BucketRoots buckets) {
    return new BucketFileIO(buckets);
  }

  @Override
  public RootedObjectStores newObjectStores(BucketRoots buckets) {
    return new RootedObjectStores(buckets);
  }

  @Override
  public Dependency dependency() {
    return Dependency.of("warehouse", this::checkWritable);
  }

  private void checkWritable() throws Exception {
    Files.createDirectories(warehouse);
    Files.delete(Files.createTempFile(warehouse, "readyz", ".tmp"));
  }

  @Override
  public void close() {}
}
