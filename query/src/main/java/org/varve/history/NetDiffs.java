// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What two states of the log differ in. Thread-safe. */
final class NetDiffs {
  /**
   * An add is there from its own time until the time of what closes it. A triple has at most one
   * open add at a time, so one that is open at both points is no difference, and neither is a
   * triple of which one add was open at the one point and another at the other.
   */
  private static final String DIFFERENCES =
      "SELECT "
          + TripleOrder.COLUMNS
          + ", bool_or(open_to) AS added, max(change_id) AS change_id FROM ("
          + "SELECT a.irods_path, a.attribute, a.\"value\", a.unit, a.target_type, a.change_id,"
          + " a.recorded_at <= ? AND (c.recorded_at IS NULL OR c.recorded_at > ?) AS open_from,"
          + " c.recorded_at IS NULL AS open_to"
          + " FROM log a LEFT JOIN"
          + " (SELECT closes_change_id, recorded_at FROM log WHERE closes_change_id IS NOT NULL) c"
          + " ON a.change_id = c.closes_change_id WHERE a.operation = 'add')"
          + " WHERE open_from <> open_to";

  private static final String GROUPS =
      " GROUP BY "
          + TripleOrder.COLUMNS
          + " HAVING bool_or(open_to) <> bool_or(open_from) ORDER BY "
          + TripleOrder.COLUMNS
          + " LIMIT ?";

  private final Points points;
  private final LogReader reader;

  NetDiffs(Points points, LogReader reader) {
    this.points = points;
    this.reader = reader;
  }

  Page<NetChange> netDiff(Project project, DiffQuery query) {
    Pages.checkLimit(query.limit());
    String fingerprint = query.fingerprint("net", project);
    Optional<PageToken> token = Pages.token(query.pageToken(), fingerprint);
    DiffPoints between = DiffPoints.resolve(points, project, query, token);
    return Pages.cut(
        between.to().asOf(),
        new PageToken(fingerprint, between.to().asOf(), ""),
        read(between, query, token),
        query.limit(),
        Difference::changeId,
        Difference::change);
  }

  private List<Difference> read(DiffPoints between, DiffQuery query, Optional<PageToken> token) {
    Conditions log =
        new Conditions()
            .path(query.path(), true)
            .atOrBefore(HistorySchema.RECORDED_AT, between.to().asOf());
    List<Object> parameters = new ArrayList<>();
    parameters.add(Micros.inRow(between.from()));
    parameters.add(Micros.inRow(between.from()));
    String sql = DIFFERENCES;
    if (token.isPresent()) {
      TripleOrder last = reader.tripleOf(between.to().changes(), token.get().last());
      last.limit(log);
      sql += " AND " + TripleOrder.later();
      parameters.addAll(last.values());
    }
    parameters.add(query.limit() + 1);
    return reader.read(between.to().changes(), log, sql + GROUPS, parameters, NetDiffs::difference);
  }

  private static Difference difference(ResultSet row) throws SQLException {
    NetChange change =
        new NetChange(
            row.getString(HistorySchema.IRODS_PATH),
            TargetType.parse(row.getString(HistorySchema.TARGET_TYPE)),
            row.getBoolean("added") ? Operation.ADD : Operation.REMOVE,
            RowMapping.avu(row));
    return new Difference(change, row.getString(HistorySchema.CHANGE_ID));
  }

  /**
   * @param changeId any change of the triple, which the next page finds its place by
   */
  private record Difference(NetChange change, String changeId) {}
}
