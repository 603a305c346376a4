// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One statement with its arguments, on a connection that somebody else owns.
 *
 * <p>Arguments may be strings, numbers, booleans, null, {@link Instant} (timestamptz) and {@code
 * String[]} (text[]).
 */
final class Sql {
  private final Connection connection;
  private final String text;
  private final @Nullable Object[] arguments;

  private Sql(Connection connection, String text, @Nullable Object[] arguments) {
    this.connection = connection;
    this.text = text;
    this.arguments = arguments;
  }

  static Sql query(Connection connection, String text, @Nullable Object... arguments) {
    return new Sql(connection, text, arguments);
  }

  /** Runs a statement that changes rows, and returns how many. */
  static int update(Connection connection, String text, @Nullable Object... arguments)
      throws SQLException {
    Sql sql = new Sql(connection, text, arguments);
    try (PreparedStatement statement = sql.prepare()) {
      return statement.executeUpdate();
    }
  }

  /** Runs one statement that changes rows for each of the argument lists, in one round trip. */
  static void updateAll(
      Connection connection, String text, Iterable<@Nullable Object[]> argumentLists)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      boolean any = false;
      for (@Nullable Object[] arguments : argumentLists) {
        bind(connection, statement, arguments);
        statement.addBatch();
        any = true;
      }
      if (any) {
        statement.executeBatch();
      }
    }
  }

  /** Every row, in the order of the answer. */
  <T> List<T> list(Mapper<T> mapper) throws SQLException {
    try (PreparedStatement statement = prepare();
        ResultSet rows = statement.executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(mapper.map(new Row(rows)));
      }
      return result;
    }
  }

  /** The first row. */
  <T> Optional<T> find(Mapper<T> mapper) throws SQLException {
    List<T> rows = list(mapper);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
  }

  boolean exists() throws SQLException {
    return !list(row -> true).isEmpty();
  }

  private PreparedStatement prepare() throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    try {
      bind(connection, statement, arguments);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(
      Connection connection, PreparedStatement statement, @Nullable Object[] arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument instanceof Instant instant) {
        statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
      } else if (argument instanceof String[] texts) {
        statement.setArray(i + 1, connection.createArrayOf("text", texts));
      } else {
        statement.setObject(i + 1, argument);
      }
    }
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  /** The columns of the current row, from 1. */
  static final class Row {
    private final ResultSet rows;

    private Row(ResultSet rows) {
      this.rows = rows;
    }

    /** A column that is never null. */
    String text(int column) throws SQLException {
      String value = rows.getString(column);
      if (value == null) {
        throw new IllegalStateException("Column is null: " + column);
      }
      return value;
    }

    @Nullable String nullableText(int column) throws SQLException {
      return rows.getString(column);
    }

    int integer(int column) throws SQLException {
      return rows.getInt(column);
    }

    long number(int column) throws SQLException {
      return rows.getLong(column);
    }

    boolean flag(int column) throws SQLException {
      return rows.getBoolean(column);
    }

    /** A timestamptz that is never null. */
    Instant instant(int column) throws SQLException {
      return findInstant(column)
          .orElseThrow(() -> new IllegalStateException("Column is null: " + column));
    }

    Optional<Instant> findInstant(int column) throws SQLException {
      return Optional.ofNullable(rows.getObject(column, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    }

    List<String> texts(int column) throws SQLException {
      Array array = rows.getArray(column);
      return List.of((String[]) array.getArray());
    }
  }
}
