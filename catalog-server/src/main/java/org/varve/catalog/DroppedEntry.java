// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Instant;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A table or view that was dropped.
 *
 * @param id names this drop; later ones are greater
 * @param purging whether its files are being deleted: then it cannot be had back
 */
public record DroppedEntry(
    String id,
    PointerType type,
    TableIdentifier identifier,
    String metadataLocation,
    MetadataFacts facts,
    Dropping dropping,
    boolean purging) {

  /**
   * Who dropped it, and until when that can be undone.
   *
   * @param bytes what becomes of its files afterwards
   */
  public record Dropping(String by, Instant at, Instant keepUntil, Bytes bytes) {}

  /** What becomes of the files of what is dropped. */
  public enum Bytes {
    /** They stay. */
    KEEP,
    /** They are deleted when the time to undo the drop is over. */
    PURGE
  }
}
