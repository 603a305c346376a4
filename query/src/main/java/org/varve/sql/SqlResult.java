// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException.Kind;

/**
 * The rows of a statement, handed out while they are made: a large result needs little memory. One
 * thread at a time, except {@link #cancel}; closed by who asked for it.
 */
public final class SqlResult implements AutoCloseable {
  private final QuerySession session;
  private final DuckDBPreparedStatement statement;
  private final DuckDBChunkedResult chunks;
  private final List<SqlColumn> columns;
  private final List<ColumnReader> readers;
  private final long maxRows;

  private @Nullable DuckDBDataChunkReader chunk;
  private long rowInChunk;
  private long rows;

  private SqlResult(
      QuerySession session,
      DuckDBPreparedStatement statement,
      List<SqlColumn> columns,
      List<ColumnReader> readers)
      throws SQLException {
    this.session = session;
    this.statement = statement;
    this.columns = columns;
    this.readers = readers;
    this.maxRows = session.engine().config().maxRows();
    this.chunks = statement.query();
  }

  /** Runs a checked SELECT. Owns the session from then on, unless it fails. */
  static SqlResult open(QuerySession session, String select) {
    List<SqlColumn> columns = describe(session, select);
    List<ColumnReader> readers = columns.stream().map(ColumnReader::of).toList();
    DuckDBPreparedStatement statement =
        session.prepareStreaming(ColumnReader.readable(select, readers));
    try {
      return new SqlResult(session, statement, columns, readers);
    } catch (SQLException e) {
      closeAfter(statement, e);
      throw session.failure(e);
    }
  }

  /** In the order of the statement. */
  public List<SqlColumn> columns() {
    return columns;
  }

  /**
   * Goes to the next row, and answers whether there is one.
   *
   * @throws QueryException of kind CANCELLED, TOO_LARGE or UNPROCESSABLE; the rows until then are
   *     not the answer
   */
  public boolean next() {
    rowInChunk++;
    while (chunk == null || rowInChunk >= chunk.rowCount()) {
      if (!nextChunk()) {
        return false;
      }
    }
    if (++rows > maxRows) {
      throw tooManyRows(maxRows);
    }
    return true;
  }

  /**
   * A value of the current row: Boolean, Long, BigInteger, Float, Double, BigDecimal, LocalDate,
   * LocalDateTime, OffsetDateTime in UTC, byte[], and String for everything else; nested values are
   * JSON texts.
   *
   * @param column from 0
   * @return null for NULL
   */
  public @Nullable Object value(int column) {
    if (chunk == null) {
      throw new IllegalStateException("There is no current row");
    }
    return readers.get(column).read(chunk.vector(column), rowInChunk);
  }

  /** Stops the statement. From any thread. */
  public void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    try (statement;
        chunks) {
      chunk = null;
    } catch (SQLException e) {
      throw session.failure(e);
    } finally {
      session.close();
    }
  }

  static QueryException tooManyRows(long maxRows) {
    return new QueryException(
        Kind.TOO_LARGE, "Cannot finish query: more rows than sql.max-rows: " + maxRows);
  }

  List<ColumnReader> readers() {
    return readers;
  }

  private boolean nextChunk() {
    session.requireOpen();
    try {
      if (!chunks.nextChunk()) {
        chunk = null;
        return false;
      }
    } catch (RuntimeException e) {
      throw session.failure(new SQLException(e.getMessage(), e));
    }
    chunk = chunks.chunk();
    rowInChunk = 0;
    return true;
  }

  private static void closeAfter(DuckDBPreparedStatement statement, SQLException e) {
    try {
      statement.close();
    } catch (SQLException again) {
      e.addSuppressed(again);
    }
  }

  private static List<SqlColumn> describe(QuerySession session, String select) {
    try (DuckDBPreparedStatement statement = session.prepareStreaming(select)) {
      ResultSetMetaData metadata = statement.getMetaData();
      List<SqlColumn> columns = new ArrayList<>();
      for (int i = 1; i <= metadata.getColumnCount(); i++) {
        columns.add(
            new SqlColumn(
                metadata.getColumnName(i),
                metadata.getColumnTypeName(i).replace("\"NULL\"", "NULL")));
      }
      return List.copyOf(columns);
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }
}
