// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Breaks the next commit of a database's connections, before or after it happens. */
final class FaultyDatabase {
  /** What becomes of a commit. */
  enum Fault {
    NONE,
    /** The connection breaks before the server gets the commit. */
    LOST_BEFORE_COMMIT,
    /** The connection breaks before the server's answer arrives. */
    LOST_AFTER_COMMIT
  }

  private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
  private final AtomicBoolean downAfterFault = new AtomicBoolean();
  private final AtomicBoolean down = new AtomicBoolean();

  void breakNextCommit(Fault fault) {
    next.set(fault);
  }

  /** Breaks the next commit, and gives no connection any more after it. */
  void breakAllAfter(Fault fault) {
    downAfterFault.set(true);
    next.set(fault);
  }

  void repair() {
    downAfterFault.set(false);
    down.set(false);
  }

  Database open(ConnectionSettings settings) {
    return Database.open(settings, this::wrap);
  }

  private DataSource wrap(DataSource pool) {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          if (down.get()) {
            throw new SQLException("Connection to 127.0.0.1 refused.", "08001");
          }
          Object result = method.invoke(pool, arguments);
          return result instanceof Connection connection ? wrap(connection) : result;
        });
  }

  private Connection wrap(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("commit")) {
            commit(connection, next.getAndSet(Fault.NONE));
            return null;
          }
          Object result = method.invoke(connection, arguments);
          return result instanceof PreparedStatement statement
                  && connection.getAutoCommit()
                  && arguments[0].toString().contains("INSERT INTO varve.commits")
              ? wrap(statement)
              : result;
        });
  }

  /** A statement that is a transaction of its own: to run it is to commit. */
  private PreparedStatement wrap(PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          Fault fault =
              method.getName().startsWith("execute") ? next.getAndSet(Fault.NONE) : Fault.NONE;
          Object result =
              fault == Fault.LOST_BEFORE_COMMIT ? null : method.invoke(statement, arguments);
          tell(fault);
          return result;
        });
  }

  private void commit(Connection connection, Fault fault) throws SQLException {
    if (fault == Fault.LOST_BEFORE_COMMIT) {
      connection.rollback();
    } else {
      connection.commit();
    }
    tell(fault);
  }

  private void tell(Fault fault) throws SQLException {
    if (fault != Fault.NONE) {
      down.set(downAfterFault.get());
      throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
    }
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.invoke(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private interface Call {
    Object invoke(java.lang.reflect.Method method, Object[] arguments) throws Exception;
  }
}
