// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.time.Instant;
import java.util.Objects;

/**
 * What is known of an object without reading it. Two values that agree in {@code id}, {@code
 * sizeBytes} and {@code modifiedAt} describe the same bytes: objects are never changed in place.
 *
 * @param id what the storage calls these bytes, such as an inode or a data id; the same at every
 *     call, on every replica of the server
 * @param modifiedAt as precise as the storage keeps it
 */
public record StoredObject(String key, String id, long sizeBytes, Instant modifiedAt) {
  public StoredObject {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(modifiedAt, "modifiedAt");
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("Invalid object size: negative: " + sizeBytes);
    }
  }

  /** Whether both describe the same bytes, whatever they are called. */
  public boolean isSameBytesAs(StoredObject other) {
    return id.equals(other.id)
        && sizeBytes == other.sizeBytes
        && modifiedAt.equals(other.modifiedAt);
  }
}
