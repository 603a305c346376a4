// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;

/** The stamps of change sets that are recorded as they happen. */
final class ConsecutiveStamps implements Stamps {
  private Instant next;

  ConsecutiveStamps(Instant first) {
    this.next = first;
  }

  @Override
  public Instant stamp(Draft draft) {
    Instant stamp = next;
    next = Micros.next(stamp);
    return stamp;
  }

  @Override
  public void skip(Draft draft, RecordedChangeSet recorded) {
    // What is recorded already has taken its stamp in another turn.
  }

  @Override
  public Instant effectiveAt(Draft draft, Instant recordedAt) {
    Instant said = draft.changeSet().effectiveAt();
    return said == null ? recordedAt : Micros.floor(said);
  }
}
