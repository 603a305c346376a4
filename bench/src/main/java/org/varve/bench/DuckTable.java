// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The baseline: the rows of a log in a plain table of DuckDB, in memory, without an index. */
final class DuckTable implements AutoCloseable {
  private final Connection connection;

  private DuckTable(Connection connection) {
    this.connection = connection;
  }

  static DuckTable copyOf(Table log) throws SQLException, IOException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("CREATE TABLE changes (" + columns(log) + ")");
    }
    try (DuckDBAppender appender =
            connection.unwrap(DuckDBConnection.class).createAppender("main", "changes");
        CloseableIterable<Record> rows = IcebergGenerics.read(log).build()) {
      for (Record row : rows) {
        appender.beginRow();
        for (int i = 0; i < row.size(); i++) {
          append(appender, row.get(i));
        }
        appender.endRow();
      }
    }
    return new DuckTable(connection);
  }

  private static String columns(Table log) {
    List<String> columns = new ArrayList<>();
    for (Types.NestedField field : log.schema().columns()) {
      String type =
          switch (field.type().typeId()) {
            case INTEGER -> "INTEGER";
            case LONG -> "BIGINT";
            case TIMESTAMP -> "TIMESTAMP";
            default -> "VARCHAR";
          };
      columns.add("\"" + field.name() + "\" " + type);
    }
    return String.join(", ", columns);
  }

  private static void append(DuckDBAppender appender, @Nullable Object value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else if (value instanceof Integer number) {
      appender.append(number.intValue());
    } else if (value instanceof Long number) {
      appender.append(number.longValue());
    } else if (value instanceof OffsetDateTime time) {
      appender.append(time.toLocalDateTime());
    } else {
      appender.append(value.toString());
    }
  }

  /** Reads every column of the answer, as Varve does; answers how many rows there are. */
  int avus(@Nullable String path, @Nullable Instant time, int limit) throws SQLException {
    String where =
        (path == null ? "true" : "irods_path = ?") + (time == null ? "" : " AND recorded_at <= ?");
    String sql =
        "WITH log AS NOT MATERIALIZED (SELECT * FROM changes WHERE "
            + where
            + ") SELECT irods_path, target_type, attribute, \"value\", unit, actor, on_behalf_of, source, note,"
            + " recorded_at, effective_at, change_id, change_set_id, snapshot_id FROM log ANTI JOIN (SELECT"
            + " closes_change_id AS closed FROM log WHERE closes_change_id IS NOT NULL) c ON change_id = closed"
            + " WHERE operation = 'add' ORDER BY irods_path, attribute, \"value\", unit LIMIT "
            + limit;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int next = 1;
      if (path != null) {
        statement.setString(next++, path);
      }
      if (time != null) {
        statement.setTimestamp(next, Timestamp.from(time));
      }
      int rows = 0;
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          for (int column = 1; column <= 14; column++) {
            result.getObject(column);
          }
          rows++;
        }
      }
      return rows;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
