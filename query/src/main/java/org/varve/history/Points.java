// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/** Finds the state of the log that a question is about. Thread-safe. */
final class Points {
  private final HistoryLedger ledger;

  Points(HistoryLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * The state that a page is read from: on later pages the one that the token names.
   *
   * <p>A question by effective time is about everything recorded so far.
   */
  ReadPoint resolve(Project project, AsOf asOf, Optional<PageToken> token) {
    if (token.isPresent()) {
      return ledger.readPoint(project, token.get().recordedAt());
    }
    if (asOf instanceof AsOf.RecordedAt recorded) {
      return ledger.readPoint(project, time(recorded.time()));
    }
    if (asOf instanceof AsOf.AtSnapshot snapshot) {
      return ledger.readPoint(project, recordedAt(project, snapshot));
    }
    return ledger.readPoint(project);
  }

  /** The state at a time that may be absent. */
  ReadPoint resolve(Project project, @Nullable Instant time, Optional<PageToken> token) {
    return resolve(project, time == null ? AsOf.NOW : new AsOf.RecordedAt(time), token);
  }

  /**
   * The recorded time that a point names, at most {@code latest}.
   *
   * @throws QueryException of kind INVALID if it is a point of effective time
   */
  Instant recordedTime(String field, Project project, AsOf asOf, Instant latest) {
    Instant time = latest;
    if (asOf instanceof AsOf.RecordedAt recorded) {
      time = time(recorded.time());
    } else if (asOf instanceof AsOf.AtSnapshot snapshot) {
      time = recordedAt(project, snapshot);
    } else if (asOf instanceof AsOf.EffectiveAt) {
      throw TextRules.invalid(field, "changes are compared by recorded time");
    }
    return time.isAfter(latest) ? latest : time;
  }

  /** A time of a question, as precise as the history is. */
  static Instant time(Instant time) {
    TextRules.checkTime("time", time);
    return Micros.floor(time);
  }

  private Instant recordedAt(Project project, AsOf.AtSnapshot snapshot) {
    return ledger
        .findRecordedAt(project, snapshot.snapshotId())
        .orElseThrow(
            () ->
                new QueryException(
                    QueryException.Kind.NOT_FOUND,
                    "Snapshot does not exist: " + snapshot.snapshotId()));
  }
}
