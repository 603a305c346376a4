// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keys of a bucket and the files below its root that hold them. Immutable.
 *
 * <p>A segment is a name, byte for byte. The marker {@code dir/} is the hidden file {@code
 * dir/.varve-marker}.
 */
final class LocalKeys {
  private final Path root;

  LocalKeys(Path root) {
    this.root = root;
  }

  /**
   * @throws UnmappableKeyException if no file can have this key
   */
  Path path(String key) {
    ObjectKeys.check(key);
    Path path = resolve(key.endsWith("/") ? key + WalkedListing.MARKER_NAME : key);
    if (TemporaryNames.isTemporary(path)) {
      throw new UnmappableKeyException("reserved for temporary files", key);
    }
    return path;
  }

  /**
   * The directory of the keys that start with a prefix which is empty or ends with a slash; nothing
   * if no key can start like that, so that no prefix leads out of the root.
   */
  Optional<Path> findDirectory(String prefix) {
    if (prefix.isEmpty()) {
      return Optional.of(root);
    }
    String path = prefix.substring(0, prefix.length() - 1);
    boolean possible = Arrays.stream(path.split("/", -1)).allMatch(ObjectKeys::isSegment);
    return possible ? Optional.of(resolve(path)) : Optional.empty();
  }

  private Path resolve(String key) {
    try {
      return root.resolve(key);
    } catch (InvalidPathException e) {
      throw new UnmappableKeyException(
          "cannot be a file name in this JVM's encoding, "
              + System.getProperty("sun.jnu.encoding")
              + " (start it in a UTF-8 locale)",
          key);
    }
  }
}
