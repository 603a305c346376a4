// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.RuntimeIOException;

/** Temporary files below a directory: everything else there is whole. Immutable. */
final class LocalLeftovers implements Leftovers {
  private final Path root;

  LocalLeftovers(Path root) {
    this.root = root;
  }

  @Override
  public List<Leftover> list(Instant before) {
    List<Leftover> found = new ArrayList<>();
    addBelow(root, "", before, found);
    return found;
  }

  private static void addBelow(Path directory, String base, Instant before, List<Leftover> found) {
    try {
      for (Path path : LocalDirectories.children(directory)) {
        String key = base + path.getFileName();
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          addBelow(path, key + "/", before, found);
        } else if (TemporaryNames.isTemporary(path)) {
          addIfOld(path, key, before, found);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Nothing there, or gone since.
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to list leftovers: %s", directory);
    }
  }

  private static void addIfOld(Path path, String key, Instant before, List<Leftover> found)
      throws IOException {
    try {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Instant modified = attributes.lastModifiedTime().toInstant();
      if (attributes.isRegularFile() && modified.isBefore(before)) {
        found.add(new Leftover(key, path.toString(), Leftover.Kind.TEMPORARY, modified));
      }
    } catch (NoSuchFileException e) {
      // Its writer came to its end.
    }
  }

  @Override
  public boolean delete(Leftover leftover) {
    try {
      Files.deleteIfExists(Path.of(leftover.id()));
      return true;
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to delete leftover: %s", leftover.key());
    }
  }
}
