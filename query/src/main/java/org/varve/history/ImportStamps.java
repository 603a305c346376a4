// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/**
 * The stamps of imported change sets. The times of their events must not decrease. Where they
 * become {@code recorded_at}, equal ones are a microsecond apart, and all lie after what the
 * project has recorded and not in the future.
 */
final class ImportStamps implements Stamps {
  private final ImportRun.Times times;
  private final Instant now;
  private Instant next;
  private @Nullable Mark last;

  /** The event that was recorded last, and the stamp that it got. */
  record Mark(Instant event, Instant recordedAt) {}

  /**
   * @param next the earliest stamp that may be given
   * @param last the last event of the same import, as far as it is known
   */
  ImportStamps(ImportRun.Times times, Instant next, Instant now, Optional<Mark> last) {
    this.times = times;
    this.next = next;
    this.now = now;
    this.last = last.orElse(null);
  }

  @Override
  public Instant stamp(Draft draft) {
    Instant event = event(draft);
    checkOrder(draft, event);
    Instant stamp = times == ImportRun.Times.RECORDED ? recordedStamp(draft, event) : next;
    next = Micros.next(stamp);
    last = new Mark(event, stamp);
    return stamp;
  }

  @Override
  public void skip(Draft draft, RecordedChangeSet recorded) {
    last = new Mark(event(draft), recorded.recordedAt());
  }

  @Override
  public Instant effectiveAt(Draft draft, Instant recordedAt) {
    Instant said = draft.changeSet().effectiveAt();
    return said == null ? event(draft) : Micros.floor(said);
  }

  /** The last event that was stamped or skipped. */
  Optional<Mark> last() {
    return Optional.ofNullable(last);
  }

  private void checkOrder(Draft draft, Instant event) {
    Mark before = last;
    if (before != null && event.isBefore(before.event())) {
      throw invalid(draft, "earlier than the one before, " + before.event(), event);
    }
    if (event.isAfter(now)) {
      throw invalid(draft, "in the future", event);
    }
  }

  private Instant recordedStamp(Draft draft, Instant event) {
    if (!event.isBefore(next)) {
      return event;
    }
    // Events of one time push each other on by a microsecond; anything else that is in the way was
    // recorded by somebody else.
    Mark before = last;
    if (before != null && Micros.next(before.recordedAt()).equals(next)) {
      return next;
    }
    throw invalid(draft, "not after what the project has recorded", event);
  }

  private static Instant event(Draft draft) {
    Instant event = draft.eventTime();
    if (event == null) {
      throw new IllegalStateException("An imported change set has an event time");
    }
    return Micros.floor(event);
  }

  private static QueryException invalid(Draft draft, String why, Instant event) {
    return new QueryException(
        QueryException.Kind.INVALID, "Invalid " + draft.at() + "event_time: " + why + ": " + event);
  }
}
