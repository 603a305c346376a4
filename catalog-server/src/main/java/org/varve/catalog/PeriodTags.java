// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * Names the last snapshot of each day and of each month, in UTC, so that native time travel reaches
 * further back than the snapshots that are kept without a name. Days are kept for 90 days, months
 * for ever.
 *
 * <p>The tag is set by the first commit of the next period: no clock is asked but that of the
 * snapshots themselves.
 */
final class PeriodTags {
  private static final String DAY = "varve-day-";
  private static final String MONTH = "varve-month-";
  private static final int DAYS_KEPT = 90;

  private PeriodTags() {}

  /** Sets and removes tags of a table that gets one more snapshot. */
  static void update(TableMetadata.Builder builder, TableMetadata base, Snapshot next) {
    Snapshot last = base.currentSnapshot();
    if (last == null) {
      return;
    }
    LocalDate lastDay = day(last);
    LocalDate nextDay = day(next);
    if (lastDay.equals(nextDay)) {
      return;
    }
    tag(builder, base, DAY + lastDay, last);
    if (!YearMonth.from(lastDay).equals(YearMonth.from(nextDay))) {
      tag(builder, base, MONTH + YearMonth.from(lastDay), last);
    }
    // As texts, days are in the order of time.
    String oldest = DAY + nextDay.minusDays(DAYS_KEPT);
    base.refs().keySet().stream()
        .filter(name -> name.startsWith(DAY) && name.compareTo(oldest) < 0)
        .forEach(builder::removeRef);
  }

  private static LocalDate day(Snapshot snapshot) {
    return Instant.ofEpochMilli(snapshot.timestampMillis()).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static void tag(
      TableMetadata.Builder builder, TableMetadata base, String name, Snapshot snapshot) {
    if (!base.refs().containsKey(name)) {
      builder.setRef(name, SnapshotRef.tagBuilder(snapshot.snapshotId()).build());
    }
  }
}
