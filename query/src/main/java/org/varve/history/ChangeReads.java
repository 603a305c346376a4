// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** Which changes there were: the two rows of an update are one entry. Thread-safe. */
final class ChangeReads {
  private static final String ENTRIES =
      "SELECT "
          + RowMapping.RECORDED_CHANGE
          + ", o.\"value\" AS old_value, o.unit AS old_unit FROM log r LEFT JOIN"
          + " (SELECT update_id, \"value\", unit FROM log"
          + " WHERE operation = 'remove' AND update_id IS NOT NULL) o"
          + " ON r.update_id = o.update_id"
          + " WHERE NOT (r.operation = 'remove' AND r.update_id IS NOT NULL)";

  private final Points points;
  private final LogReader reader;

  ChangeReads(Points points, LogReader reader) {
    this.points = points;
    this.reader = reader;
  }

  Page<RecordedChange> changes(Project project, ChangeQuery query) {
    Pages.checkLimit(query.limit());
    String fingerprint =
        PageToken.fingerprint(
            "changes",
            project.id(),
            query.path(),
            query.recursive(),
            query.attribute(),
            query.value(),
            query.actor(),
            query.type(),
            query.from(),
            query.to(),
            query.order());
    Optional<PageToken> token = Pages.token(query.pageToken(), fingerprint);
    ReadPoint point = points.resolve(project, query.to(), token);
    ChangeType type = query.type();
    Conditions log =
        new Conditions()
            .path(query.path(), query.recursive())
            .equal(HistorySchema.ATTRIBUTE, query.attribute())
            .equal(HistorySchema.ACTOR, query.actor())
            .equal(HistorySchema.CHANGE_TYPE, type == null ? null : type.wireName())
            .atOrAfter(HistorySchema.RECORDED_AT, from(query.from()))
            .atOrBefore(HistorySchema.RECORDED_AT, point.asOf());
    return page(point, log, query.value(), query.order(), query.limit(), fingerprint, token);
  }

  Page<RecordedChange> diff(Project project, DiffQuery query) {
    Pages.checkLimit(query.limit());
    String fingerprint = query.fingerprint("diff", project);
    Optional<PageToken> token = Pages.token(query.pageToken(), fingerprint);
    DiffPoints between = DiffPoints.resolve(points, project, query, token);
    Conditions log =
        new Conditions()
            .path(query.path(), true)
            .after(HistorySchema.RECORDED_AT, between.from())
            .atOrBefore(HistorySchema.RECORDED_AT, between.to().asOf());
    return page(
        between.to(), log, null, ChangeQuery.Order.OLDEST_FIRST, query.limit(), fingerprint, token);
  }

  private Page<RecordedChange> page(
      ReadPoint point,
      Conditions log,
      @Nullable String value,
      ChangeQuery.Order order,
      int limit,
      String fingerprint,
      Optional<PageToken> token) {
    token.ifPresent(after -> Place.parse(after.last()).limit(log, order));
    List<Object> parameters = new ArrayList<>();
    String sql = ENTRIES;
    if (value != null) {
      sql += " AND (r.\"value\" = ? OR o.\"value\" = ?)";
      parameters.addAll(List.of(value, value));
    }
    String direction = order == ChangeQuery.Order.NEWEST_FIRST ? " DESC" : "";
    sql += " ORDER BY r.recorded_at" + direction + ", r.ordinal" + direction + " LIMIT ?";
    parameters.add(limit + 1);
    List<RecordedChange> found =
        reader.read(point.changes(), log, sql, parameters, RowMapping::recordedChange);
    return Pages.cut(
        point.asOf(),
        new PageToken(fingerprint, point.asOf(), ""),
        found,
        limit,
        change -> new Place(change.recordedAt(), change.ordinal()).format(),
        change -> change);
  }

  private static @Nullable Instant from(@Nullable Instant from) {
    if (from == null) {
      return null;
    }
    Instant floor = Points.time(from);
    return floor.equals(from) ? floor : Micros.next(floor);
  }

  /** Where a change is in the project's order. */
  private record Place(Instant recordedAt, int ordinal) {

    static Place parse(String text) {
      String[] words = text.split(",", -1);
      try {
        return new Place(Micros.parseEpoch(Long.parseLong(words[0])), Integer.parseInt(words[1]));
      } catch (RuntimeException e) {
        throw PageToken.invalid("not one that was given out");
      }
    }

    String format() {
      return Micros.ofEpoch(recordedAt) + "," + ordinal;
    }

    /** Only what comes behind it. The halves of an update are never on two sides of an entry. */
    void limit(Conditions log, ChangeQuery.Order order) {
      long micros = Micros.ofEpoch(recordedAt);
      boolean newest = order == ChangeQuery.Order.NEWEST_FIRST;
      log.and(
          "(recorded_at, ordinal) " + (newest ? "<" : ">") + " (?, ?)",
          newest
              ? Expressions.lessThanOrEqual(HistorySchema.RECORDED_AT, micros)
              : Expressions.greaterThanOrEqual(HistorySchema.RECORDED_AT, micros),
          Micros.inRow(recordedAt),
          ordinal);
    }
  }
}
