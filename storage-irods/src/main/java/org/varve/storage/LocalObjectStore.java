// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;

/**
 * The objects of a bucket that lies in a directory of this machine, next to what {@link
 * LocalFileIO} writes there and by the same rules. The id of an object is its inode. Thread-safe;
 * there is nothing to close.
 */
final class LocalObjectStore implements ObjectStore {
  private final LocalKeys keys;

  LocalObjectStore(Path root) {
    this.keys = new LocalKeys(root);
  }

  @Override
  public Optional<StoredObject> findObject(String key) {
    try {
      return LocalObjects.find(key, keys.path(key));
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to look up object: %s", key);
    }
  }

  @Override
  public ObjectReader openObject(String key) {
    Path path = keys.path(key);
    try {
      for (int attempt = 1; attempt <= 10; attempt++) {
        StoredObject object = LocalObjects.find(key, path).orElseThrow(() -> missing(key));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        // Another object may have taken the key between the look and the opening.
        if (LocalObjects.find(key, path).filter(object::isSameBytesAs).isPresent()) {
          return new LocalObjectReader(object, channel);
        }
        channel.close();
      }
      throw new IOException("The object keeps changing");
    } catch (NoSuchFileException e) {
      throw missing(key);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to open object: %s", key);
    }
  }

  @Override
  public StagedObject stageObject(String key) {
    Path target = keys.path(key);
    Path temporary = TemporaryNames.siblingOf(target);
    try {
      return new LocalStagedObject(key, target, temporary, LocalDirectories.createFile(temporary));
    } catch (NotDirectoryException e) {
      throw new UnmappableKeyException("an object exists above it", key);
    } catch (IOException e) {
      if (LocalObjects.isBelowFile(target)) {
        throw new UnmappableKeyException("an object exists above it", key);
      }
      throw new RuntimeIOException(e, "Failed to write object: %s", key);
    }
  }

  /** {@inheritDoc} Directories stay. */
  @Override
  public boolean deleteObject(String key) {
    Path path = keys.path(key);
    try {
      return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to delete object: %s", key);
    }
  }

  @Override
  public ObjectListing listObjects(String prefix, String after) {
    return new LocalObjectListing(keys, prefix, after);
  }

  private static NotFoundException missing(String key) {
    return new NotFoundException("Object does not exist: %s", key);
  }
}
