// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException.Kind;

/**
 * What {@code AT (VERSION => …)} and {@code AT (TIMESTAMP => …)} mean: a snapshot id, the name of a
 * tag or branch, or the snapshot that was current at a time. A time without a zone is UTC.
 *
 * <p>A relation at a snapshot has the columns that the table had then, as in Iceberg's own readers.
 */
final class TimeTravel {
  private static final Set<String> NOT_CONSTANT =
      Set.of("COLUMN_REF", "SUBQUERY", "STAR", "POSITIONAL_REFERENCE", "LAMBDA");

  private TimeTravel() {}

  /**
   * The snapshot that an AT clause names.
   *
   * @throws QueryException of kind NOT_FOUND if the table has no such snapshot, of kind
   *     UNPROCESSABLE if the clause is not a constant
   */
  static Snapshot resolve(QuerySession session, String name, Table table, JsonNode at) {
    JsonNode expression = at.path("expr");
    requireConstant(expression);
    String sql = ParsedStatement.ofExpression(session, expression).format(session);
    Snapshot snapshot =
        switch (at.path("unit").asText().toUpperCase(Locale.ROOT)) {
          case "VERSION" -> version(table, value(session, "SELECT CAST((" + sql + ") AS VARCHAR)"));
          case "TIMESTAMP" ->
              asOf(table, value(session, "SELECT epoch_us(CAST((" + sql + ") AS TIMESTAMPTZ))"));
          default ->
              throw new QueryException(
                  Kind.UNPROCESSABLE,
                  "Cannot run statement: AT takes VERSION or TIMESTAMP: " + at.path("unit"));
        };
    if (snapshot == null) {
      throw new QueryException(
          Kind.NOT_FOUND, "Snapshot does not exist: " + name + " AT " + expression(sql));
    }
    return snapshot;
  }

  private static @Nullable Snapshot version(Table table, String version) {
    SnapshotRef ref = table.refs().get(version);
    if (ref != null) {
      return table.snapshot(ref.snapshotId());
    }
    try {
      return table.snapshot(Long.parseLong(version));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Snapshot asOf(Table table, String micros) {
    long millis = Math.floorDiv(Long.parseLong(micros), 1000L);
    Long id = SnapshotUtil.nullableSnapshotIdAsOfTime(table, millis);
    return id == null ? null : table.snapshot(id);
  }

  private static String value(QuerySession session, String sql) {
    try (PreparedStatement statement = session.prepare(sql);
        ResultSet result = statement.executeQuery()) {
      result.next();
      String value = result.getString(1);
      if (value == null) {
        throw new QueryException(Kind.UNPROCESSABLE, "Cannot run statement: AT is NULL");
      }
      return value;
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }

  private static void requireConstant(JsonNode expression) {
    List<String> types = expression.findValuesAsText("type");
    if (types.stream().anyMatch(NOT_CONSTANT::contains)) {
      throw new QueryException(Kind.UNPROCESSABLE, "Cannot run statement: AT takes a constant");
    }
  }

  private static String expression(String select) {
    return select.replaceFirst("^SELECT ", "");
  }
}
