// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.Optional;

/**
 * The objects of one bucket, named by keys: what a door that speaks S3 needs and Iceberg's {@code
 * FileIO} does not give.
 *
 * <p>An object appears whole or not at all, and never changes: it can only be deleted. Keys follow
 * {@link ObjectKeys}; a store refuses the keys that it cannot map to its places with {@link
 * UnmappableKeyException}. Objects whose key holds a hidden segment ({@link
 * ObjectKeys#HIDDEN_PREFIX}) are ordinary objects, except that they are listed only below a prefix
 * that names the hidden segment.
 *
 * <p>Thread-safe. Failures of the place underneath are {@link
 * org.apache.iceberg.exceptions.RuntimeIOException}, and {@link StorageUnavailableException} if it
 * cannot be reached; an object of which no good copy is left is such a failure too, never a short
 * answer.
 */
public interface ObjectStore {
  /** The object, or nothing if no object has this key. */
  Optional<StoredObject> findObject(String key);

  /**
   * Opens an object for reading. The caller closes it.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if no object has this key
   */
  ObjectReader openObject(String key);

  /**
   * Starts an object that stays invisible until it is published under this key. The caller closes
   * it.
   *
   * @throws UnmappableKeyException if the key cannot lie beside the objects that are there
   */
  StagedObject stageObject(String key);

  /** Deletes the object and answers whether there was one. */
  boolean deleteObject(String key);

  /**
   * Lists the objects whose key starts with {@code prefix} and comes after {@code after}, in the
   * order of the keys' UTF-8 bytes. Objects that come or go meanwhile may be listed or not; all
   * others are listed exactly once. The caller closes it.
   *
   * @param after exclusive; empty to start at the beginning
   */
  ObjectListing listObjects(String prefix, String after);
}
