// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** Which triples are there. Thread-safe. */
final class AvuReads {
  /** An add is there as long as nothing closes it. */
  private static final String BY_RECORDED =
      "SELECT "
          + RowMapping.LIVE_AVU
          + " FROM log ANTI JOIN"
          + " (SELECT closes_change_id AS closed FROM log WHERE closes_change_id IS NOT NULL) c"
          + " ON change_id = closed WHERE operation = 'add'";

  /** By effective time a later record may come before an earlier one, so the order decides. */
  private static final String BY_EFFECTIVE =
      "SELECT * FROM (SELECT * FROM log QUALIFY row_number() OVER ("
          + "PARTITION BY target_type, irods_path, attribute, \"value\", unit"
          + " ORDER BY effective_at DESC, recorded_at DESC, ordinal DESC) = 1)"
          + " WHERE operation = 'add'";

  private static final String ORDER = " ORDER BY " + TripleOrder.COLUMNS + " LIMIT ?";

  private final Points points;
  private final LogReader reader;

  AvuReads(Points points, LogReader reader) {
    this.points = points;
    this.reader = reader;
  }

  Page<LiveAvu> avus(Project project, AvuQuery query) {
    Pages.checkLimit(query.limit());
    String fingerprint =
        PageToken.fingerprint(
            "avus", project.id(), query.path(), query.recursive(), query.asOf(), query.attribute());
    Optional<PageToken> token = Pages.token(query.pageToken(), fingerprint);
    ReadPoint point = points.resolve(project, query.asOf(), token);
    return Pages.cut(
        answeredAt(query.asOf(), point),
        new PageToken(fingerprint, point.asOf(), ""),
        read(point, query, token),
        query.limit(),
        LiveAvu::changeId,
        avu -> avu);
  }

  private List<LiveAvu> read(ReadPoint point, AvuQuery query, Optional<PageToken> token) {
    Table table = point.changes();
    Conditions log =
        new Conditions()
            .path(query.path(), query.recursive())
            .equal(HistorySchema.ATTRIBUTE, query.attribute())
            .atOrBefore(HistorySchema.RECORDED_AT, point.asOf());
    String sql = BY_RECORDED;
    if (query.asOf() instanceof AsOf.EffectiveAt effective) {
      log.atOrBefore(HistorySchema.EFFECTIVE_AT, Points.time(effective.time()));
      sql = BY_EFFECTIVE;
    }
    List<Object> parameters = new ArrayList<>();
    if (token.isPresent()) {
      TripleOrder last = reader.tripleOf(table, token.get().last());
      last.limit(log);
      sql += " AND " + TripleOrder.later();
      parameters.addAll(last.values());
    }
    parameters.add(query.limit() + 1);
    return reader.read(table, log, sql + ORDER, parameters, RowMapping::liveAvu);
  }

  private static Instant answeredAt(AsOf asOf, ReadPoint point) {
    return asOf instanceof AsOf.EffectiveAt effective
        ? Points.time(effective.time())
        : point.asOf();
  }
}
