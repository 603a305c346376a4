// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException.Kind;

/**
 * One conversation with DuckDB by trusted code: bind tables to names, then run SQL over the names.
 *
 * <p>What is bound stays as it was planned, and the files it reads stay in the cache, until the
 * session is closed. A session ends when its time limit has passed: then whatever runs fails. Used
 * by one thread at a time, except {@link #cancel}. Closed by who opened it.
 */
public final class QuerySession implements AutoCloseable {
  /** How often a statement is stopped that was started after the end of the session. */
  private static final long INTERRUPT_MILLIS = 50;

  private enum State {
    OPEN,
    CANCELLED,
    EXPIRED,
    CLOSED
  }

  private final SqlEngine engine;
  private final DuckDBConnection connection;
  private final Interrupter interrupter;
  private final RelationBinder binder;
  private final List<CachedFile> pinned = new ArrayList<>();
  private final List<String> cleanUps = new ArrayList<>();

  /** Written under this object's lock by the session's thread, the timer and who cancels. */
  private volatile State state = State.OPEN;

  private ScheduledFuture<?> interrupts;

  QuerySession(SqlEngine engine, DuckDBConnection connection) {
    this.engine = engine;
    this.connection = connection;
    this.interrupter = Interrupter.of(connection);
    this.binder = new RelationBinder(engine);
    this.interrupts = interruptAfter(engine.config().timeLimit());
  }

  /**
   * Makes a table's rows readable under a name, in this session only. A name that is bound already
   * is bound anew.
   *
   * <p>The columns are the table's current ones, or those of the snapshot if one is given. Rows are
   * never missing: what cannot be read correctly fails here or when it is read.
   *
   * @param relation an unquoted name
   * @param snapshot null for the current one
   * @param filter lets whole files be left out. Rows that do not match it may remain: say it again
   *     in the SQL
   * @throws QueryException of kind FAILED if a file is missing, of kind UNPROCESSABLE if the table
   *     holds what cannot be read
   */
  public void bind(String relation, Table table, @Nullable Snapshot snapshot, Expression filter) {
    String select = select(table, snapshot, filter);
    execute("CREATE OR REPLACE TEMP VIEW " + SqlText.name(relation) + " AS " + select);
  }

  /** The SELECT that reads a table's rows as long as this session is open. */
  String select(Table table, @Nullable Snapshot snapshot, Expression filter) {
    requireOpen();
    return binder.bind(table, snapshot, filter, pinned::add, this::requireOpen);
  }

  /**
   * A statement of trusted code. DuckDB holds its whole result outside its memory limit, so ask for
   * a bounded number of rows.
   *
   * <p>Failures of the statement are {@link SQLException}s; {@link #failure} says what they mean.
   */
  public PreparedStatement prepare(String sql) {
    return prepareStreaming(sql);
  }

  /** The same with the driver's own type, which can hand out rows while they are made. */
  DuckDBPreparedStatement prepareStreaming(String sql) {
    requireOpen();
    try {
      return connection.prepare(sql);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** What a failure of a statement of this session means to a caller. */
  public QueryException failure(SQLException failure) {
    return switch (state) {
      case CANCELLED -> cancelled(failure);
      case EXPIRED -> expired(failure);
      default -> new DuckErrors(engine.config().cacheDirectory()).translate(failure);
    };
  }

  /** Stops what runs, and everything that is started in this session later. From any thread. */
  public synchronized void cancel() {
    if (state == State.OPEN) {
      state = State.CANCELLED;
      interrupts.cancel(false);
      interrupts = interruptAfter(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      interrupts.cancel(false);
    }
    try (connection) {
      cleanUps.forEach(this::execute);
    } catch (SQLException e) {
      throw new QueryException(Kind.FAILED, "Failed to close session: " + e.getMessage(), e);
    } finally {
      // Only now: until the connection is closed a statement may be reading the files.
      pinned.forEach(CachedFile::close);
      engine.closed(this);
    }
  }

  SqlEngine engine() {
    return engine;
  }

  /** Runs a statement when the session is closed. */
  void onClose(String sql) {
    cleanUps.add(sql);
  }

  /** Runs a statement without a result. */
  void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Again and again, because an interrupt stops only what runs at that moment. */
  private ScheduledFuture<?> interruptAfter(Duration delay) {
    return engine
        .timer()
        .scheduleWithFixedDelay(
            this::interrupt, delay.toMillis(), INTERRUPT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void interrupt() {
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.OPEN) {
      state = State.EXPIRED;
    }
    interrupter.interrupt();
  }

  /**
   * Fails once the session has ended.
   *
   * @throws QueryException of kind CANCELLED
   */
  void requireOpen() {
    switch (state) {
      case CANCELLED -> throw cancelled(null);
      case EXPIRED -> throw expired(null);
      case CLOSED -> throw new IllegalStateException("The session is closed");
      default -> {}
    }
  }

  private QueryException cancelled(@Nullable SQLException cause) {
    return withCause("Cannot finish query: it was cancelled", cause);
  }

  private QueryException expired(@Nullable SQLException cause) {
    return withCause(
        "Cannot finish query: it took longer than " + engine.config().timeLimit(), cause);
  }

  private static QueryException withCause(String message, @Nullable SQLException cause) {
    return cause == null
        ? new QueryException(Kind.CANCELLED, message)
        : new QueryException(Kind.CANCELLED, message, cause);
  }
}
