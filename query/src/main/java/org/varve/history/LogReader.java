// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.varve.sql.QuerySession;
import org.varve.sql.SqlEngine;

/** Asks DuckDB about one project's log. Thread-safe: each question has a session of its own. */
final class LogReader {
  /** What the log is called in SQL. */
  private static final String RELATION = "changes";

  private final SqlEngine engine;

  LogReader(SqlEngine engine) {
    this.engine = engine;
  }

  /** One row as a value. */
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /**
   * Everything that a question answers.
   *
   * @param log the rows that it may read
   * @param sql reads the relation {@code log}
   * @param parameters those of {@code sql}
   */
  <T> List<T> read(
      Table table, Conditions log, String sql, List<Object> parameters, Mapper<T> mapper) {
    if (table.currentSnapshot() == null) {
      return List.of();
    }
    // Not materialized, so that each use of the log reads only the columns and rows it needs.
    String statement =
        "WITH log AS NOT MATERIALIZED (SELECT * FROM "
            + RELATION
            + " WHERE "
            + log.sql()
            + ") "
            + sql;
    List<Object> values = new ArrayList<>(log.parameters());
    values.addAll(parameters);
    try (QuerySession session = engine.openSession()) {
      session.bind(RELATION, table, table.currentSnapshot(), log.filter());
      return rows(session, statement, values, mapper);
    }
  }

  /** The place of a change's triple in the order of triples. */
  TripleOrder tripleOf(Table table, String changeId) {
    Conditions one = new Conditions().equal(HistorySchema.CHANGE_ID, changeId);
    List<TripleOrder> found =
        read(table, one, "SELECT " + TripleOrder.COLUMNS + " FROM log", List.of(), TripleOrder::of);
    if (found.size() != 1) {
      throw PageToken.invalid("its place does not exist");
    }
    return found.get(0);
  }

  private static <T> List<T> rows(
      QuerySession session, String sql, List<Object> values, Mapper<T> mapper) {
    try (PreparedStatement statement = session.prepare(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(mapper.map(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }
}
