// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.util.Arrays;
import java.util.Optional;
import org.varve.storage.ObjectKeys;
import org.varve.storage.TemporaryNames;
import org.varve.storage.UnmappableKeyException;
import org.varve.storage.WalkedListing;
import org.varve.storage.irods.client.LogicalPath;

/**
 * Keys of a bucket and the data objects below its root that hold them. Immutable.
 *
 * <p>A segment is a name, byte for byte. The marker {@code dir/} is the hidden data object {@code
 * dir/.varve-marker}.
 */
record IrodsKeys(LogicalPath root) {
  /**
   * @throws UnmappableKeyException if no data object can have this key
   */
  LogicalPath path(String key) {
    ObjectKeys.check(key);
    try {
      LogicalPath path = resolve(key.endsWith("/") ? key + WalkedListing.MARKER_NAME : key);
      if (TemporaryNames.isTemporary(path.name())) {
        throw new UnmappableKeyException("reserved for temporary files", key);
      }
      return path;
    } catch (IllegalArgumentException e) {
      throw new UnmappableKeyException("cannot be asked for in iRODS", key);
    }
  }

  /**
   * The collection of the keys that start with a prefix which is empty or ends with a slash;
   * nothing if no key can start like that, so that no prefix leads out of the root.
   */
  Optional<LogicalPath> findCollection(String prefix) {
    if (prefix.isEmpty()) {
      return Optional.of(root);
    }
    String key = prefix.substring(0, prefix.length() - 1);
    if (!Arrays.stream(key.split("/", -1)).allMatch(ObjectKeys::isSegment)) {
      return Optional.empty();
    }
    try {
      return Optional.of(resolve(key));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private LogicalPath resolve(String key) {
    return new LogicalPath(root.text() + "/" + key);
  }
}
