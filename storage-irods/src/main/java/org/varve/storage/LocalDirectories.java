// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

  /** Creates a file that is not there yet, with its directories, for writing. */
  static FileChannel createFile(Path file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      create(Objects.requireNonNull(file.getParent()));
      try {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        // Whoever deletes files may remove the directory that was just made.
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

  /**
   * Deletes a tree of directories that holds no file.
   *
   * @return whether it is gone; if it holds a file, some empty directories may be gone all the same
   */
  static boolean deleteIfEmpty(Path directory) throws IOException {
    try {
      for (Path child : children(directory)) {
        if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) || !deleteIfEmpty(child)) {
          return false;
        }
      }
      Files.deleteIfExists(directory);
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false; // a writer came in between
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private LocalDirectories() {}
}
