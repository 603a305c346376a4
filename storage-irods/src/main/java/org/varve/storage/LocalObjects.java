// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Files seen as objects. */
final class LocalObjects {
  private LocalObjects() {}

  /** The object that a regular file is; nothing for anything else, or below a file. */
  static Optional<StoredObject> find(String key, Path path) throws IOException {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(
              path, "unix:ino,size,lastModifiedTime,isRegularFile", LinkOption.NOFOLLOW_LINKS);
      if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
        return Optional.empty();
      }
      var time = (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"));
      return Optional.of(
          new StoredObject(
              key,
              Long.toHexString(number(attributes, "ino")),
              number(attributes, "size"),
              time.toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (isBelowFile(path)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static long number(Map<String, Object> attributes, String name) {
    return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
  }

  static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether an ancestor is a file. The first one that exists decides. */
  static boolean isBelowFile(Path path) {
    for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
      try {
        return !Files.readAttributes(parent, BasicFileAttributes.class).isDirectory();
      } catch (IOException e) {
        // Not there, or itself below a file: look further up.
      }
    }
    return false;
  }
}
