// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.time.Instant;

/**
 * Something in a bucket that is no object, because its writer never came to its end. It is neither
 * listed nor read.
 *
 * @param key where it lies; that of a temporary one can be used for nothing else
 * @param id what the storage calls it
 * @param modifiedAt by the clock of the storage
 */
public record Leftover(String key, String id, Kind kind, Instant modifiedAt) {
  /** What kind of thing it is. */
  public enum Kind {
    /** A file under a temporary name, whole or not, that never got its own. */
    TEMPORARY,
    /** What lies under an object's key, and has no good replica. */
    BROKEN,
    /** The storage holds it for a writer, who lives or was killed. */
    LOCKED,
    /**
     * A whole file that was renamed away to be replaced. Perhaps the only copy, so it is never
     * deleted: compare it with what has its name, and delete or rename it by hand.
     */
    SET_ASIDE
  }
}
