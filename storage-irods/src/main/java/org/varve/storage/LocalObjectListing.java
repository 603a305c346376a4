// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.RuntimeIOException;

/**
 * The objects of a directory. Looks at a file only when its turn comes, so that a page of a large
 * directory costs its names and the page.
 */
final class LocalObjectListing extends WalkedListing<Path> {
  LocalObjectListing(LocalKeys keys, String prefix, String after) {
    super(after);
    keys.findDirectory(prefix.substring(0, prefix.lastIndexOf('/') + 1))
        .ifPresent(directory -> start(directory, prefix));
  }

  @Override
  protected List<Entry<Path>> entries(Path directory, String base) {
    try {
      return LocalDirectories.children(directory).stream()
          .map(path -> new Entry<>(String.valueOf(path.getFileName()), path, false))
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of(); // nothing there, or gone since
    } catch (IOException e) {
      if (LocalObjects.isBelowFile(directory)) {
        return List.of();
      }
      throw new RuntimeIOException(e, "Failed to list objects: %s", base);
    }
  }

  @Override
  protected Optional<StoredObject> find(String key, Path place) {
    try {
      return LocalObjects.find(key, place);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to list objects: %s", key);
    }
  }

  @Override
  protected boolean isDirectory(Path place) {
    return LocalObjects.isDirectory(place);
  }
}
