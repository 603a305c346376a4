// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.Optional;

/**
 * What a diff lies between.
 *
 * @param from what was recorded at or before it does not count
 * @param to what was recorded after its time does not count
 */
record DiffPoints(Instant from, ReadPoint to) {

  /** The points of a query, on later pages those of the first one. */
  static DiffPoints resolve(
      Points points, Project project, DiffQuery query, Optional<PageToken> token) {
    if (query.from() instanceof AsOf.RecordedAt from
        && query.to() instanceof AsOf.RecordedAt to
        && from.time().isAfter(to.time())) {
      throw TextRules.invalid("from", "after to: " + from.time());
    }
    ReadPoint to = points.resolve(project, query.to(), token);
    Instant end = points.recordedTime("to", project, query.to(), to.asOf());
    Instant start = points.recordedTime("from", project, query.from(), end);
    return new DiffPoints(start, new ReadPoint(to.changes(), end));
  }
}
