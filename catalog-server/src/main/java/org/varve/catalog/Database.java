// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL database of the catalog: a pool, its migrations, and transactions.
 *
 * <p>Opening connects to nothing. The first use migrates the schema, once; while the database is
 * down every use fails with {@link DatabaseUnavailableException}, and works again when it is back.
 * Thread-safe; whoever opened it closes it.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);
  private static final int MAX_ATTEMPTS = 8;
  private static final long MAX_JITTER_MILLIS = 20;

  private final HikariDataSource pool;
  private final DataSource connections;

  /** Written once under the lock of this, read without it: migrations are done for good. */
  private volatile boolean migrated;

  private Database(HikariDataSource pool, DataSource connections) {
    this.pool = pool;
    this.connections = connections;
  }

  /** A database that is connected to when it is first used. */
  public static Database open(ConnectionSettings settings) {
    HikariDataSource pool = new HikariDataSource(config(settings));
    return new Database(pool, pool);
  }

  /** Like {@link #open}, with the connections of the pool passed through {@code wrapper}. */
  static Database open(ConnectionSettings settings, Wrapper wrapper) {
    HikariDataSource pool = new HikariDataSource(config(settings));
    return new Database(pool, wrapper.wrap(pool));
  }

  private static HikariConfig config(ConnectionSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("varve");
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.maxConnections());
    config.setMinimumIdle(1);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "varve");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return config;
  }

  /**
   * Does the work in one transaction on one connection, and commits it.
   *
   * <p>Statements see what was committed before each of them began (READ COMMITTED). A
   * serialization failure or a deadlock is tried again, a bounded number of times: the work must
   * not have effects outside of the database.
   *
   * @throws DatabaseUnavailableException if the database cannot be reached; nothing was changed
   * @throws UnknownOutcomeException if the connection broke during the commit
   * @throws DatabaseException if a statement failed; nothing was changed
   */
  public <T> T transact(Work<T> work) {
    return retrying(() -> attempt(work));
  }

  /**
   * Does work in which each statement is a transaction of its own: one statement that changes
   * something, or any that read. One trip to the database less than {@link #transact}, otherwise
   * like it.
   *
   * @throws DatabaseException also if the connection broke while a statement that changes something
   *     was under way; it may have happened
   */
  <T> T runStatement(Work<T> statement) {
    return retrying(() -> attemptStatement(statement));
  }

  /**
   * Does work that is one statement, which commits itself: one trip to the database less than
   * {@link #transact}, otherwise like it.
   *
   * @throws UnknownOutcomeException if the connection broke meanwhile
   */
  <T> T transactStatement(Work<T> statement) {
    return retrying(() -> attemptStatement(connection -> commit(statement, connection)));
  }

  private static <T> T commit(Work<T> statement, Connection connection) throws SQLException {
    try {
      return statement.run(connection);
    } catch (SQLException e) {
      throw knownFailure(e);
    }
  }

  private <T> T retrying(Attempt<T> work) {
    migrate();
    for (int attempt = 1; ; attempt++) {
      try {
        return work.run();
      } catch (SQLException e) {
        if (!SqlStates.isSerializationFailure(e) || attempt == MAX_ATTEMPTS) {
          throw SqlStates.isConnectionFailure(e)
              ? new DatabaseUnavailableException("Database does not answer", e)
              : new DatabaseException("Failed to run transaction", e);
        }
        LOG.debug("Transaction is tried again after attempt {}", attempt, e);
        pause(attempt);
      }
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    Connection connection = connect();
    try {
      T result = run(work, connection);
      commit(connection);
      return result;
    } finally {
      giveBack(connection);
    }
  }

  private <T> T attemptStatement(Work<T> statement) throws SQLException {
    Connection connection = connect();
    try {
      connection.setAutoCommit(true);
      return statement.run(connection);
    } finally {
      giveBack(connection);
    }
  }

  private static <T> T run(Work<T> work, Connection connection) throws SQLException {
    try {
      return work.run(connection);
    } catch (SQLException | RuntimeException | Error e) {
      rollback(connection, e);
      throw e;
    }
  }

  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The transaction is over: its outcome must not be told by the connection's end.
      LOG.debug("Failed to give back a connection", e);
    }
  }

  private Connection connect() {
    try {
      return connections.getConnection();
    } catch (SQLException e) {
      throw new DatabaseUnavailableException("Database does not answer", e);
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw knownFailure(e);
    }
  }

  private static SQLException knownFailure(SQLException e) {
    if (SqlStates.isCertainFailure(e)) {
      return e;
    }
    throw new UnknownOutcomeException("Nobody knows whether the transaction was committed", e);
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void pause(int attempt) {
    long millis = ThreadLocalRandom.current().nextLong(1, MAX_JITTER_MILLIS * attempt);
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  /**
   * Fails unless the database answers and has this release's schema.
   *
   * @throws DatabaseUnavailableException if it does not answer
   */
  public void check() {
    transact(connection -> Sql.query(connection, "SELECT 1").list(row -> row.integer(1)));
  }

  private void migrate() {
    if (migrated) {
      return;
    }
    synchronized (this) {
      if (!migrated) {
        migrateNow();
        migrated = true;
      }
    }
  }

  private void migrateNow() {
    connectOnce();
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:org/varve/catalog/migrations")
          .schemas("varve")
          .defaultSchema("varve")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new DatabaseException("Failed to migrate the database", e);
    }
  }

  private void connectOnce() {
    try (Connection connection = pool.getConnection()) {
      connection.rollback();
    } catch (SQLException e) {
      throw new DatabaseUnavailableException("Database does not answer", e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  /** What a transaction does with its connection, which it neither commits nor closes. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  @FunctionalInterface
  private interface Attempt<T> {
    T run() throws SQLException;
  }

  /** Stands between the users of a pool and the pool. */
  @FunctionalInterface
  interface Wrapper {
    DataSource wrap(DataSource pool);
  }
}
