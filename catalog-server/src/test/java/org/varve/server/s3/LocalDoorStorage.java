// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.varve.storage.ObjectStores;

/** Buckets that are directories. */
final class LocalDoorStorage implements DoorStorage {
  private final Path directory;

  LocalDoorStorage(Path directory) {
    this.directory = directory;
  }

  @Override
  public ObjectStores stores() {
    return S3DoorFixture.stores(directory);
  }

  @Override
  public List<String> files() throws Exception {
    Path bucket = directory.resolve("lab");
    if (!Files.isDirectory(bucket)) {
      return List.of();
    }
    try (var files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket.relativize(file).toString())
          .toList();
    }
  }

  @Override
  public void close() {}
}
