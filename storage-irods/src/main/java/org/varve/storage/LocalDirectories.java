// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Directories: made so that their names survive a power cut, and read with plain failures. */
final class LocalDirectories {
  /** Makes the directory and its missing ancestors; each new name reaches the disk. */
  static void create(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    for (int attempt = 1; ; attempt++) {
      if (parent != null) {
        create(parent);
      }
      try {
        Files.createDirectory(directory);
        forceParentOf(directory);
        return;
      } catch (FileAlreadyExistsException e) {
        if (Files.isDirectory(directory)) {
          return; // another writer made it
        }
        if (Files.exists(directory)) {
          throw new NotDirectoryException(directory.toString());
        }
      } catch (NoSuchFileException e) {
        // The parent was removed since; make it again.
        if (attempt == 10) {
          throw e;
        }
      }
    }
  }

  /** Brings the name of a file or directory to the disk. */
  static void forceParentOf(Path path) throws IOException {
    Path parent = Objects.requireNonNull(path.getParent());
    try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** What a directory holds, in no order. */
  static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (var stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  private LocalDirectories() {}
}
