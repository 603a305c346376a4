// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;

/** Gives the change sets of one turn their times, in order. Used by one thread. */
interface Stamps {
  /**
   * The time of the next change set.
   *
   * @throws org.varve.sql.QueryException of kind INVALID if the draft's own time cannot be kept
   */
  Instant stamp(Draft draft);

  /** A change set that needs no time, because it is recorded. */
  void skip(Draft draft, RecordedChangeSet recorded);

  /** When the change set happened, given when it is recorded. */
  Instant effectiveAt(Draft draft, Instant recordedAt);
}
