// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.duckdb.DuckDBConnection;

/**
 * Stops what runs on one connection, from another thread. Must not be used once the connection is
 * closed.
 *
 * <p>It calls the driver's native method by reflection. {@link java.sql.Statement#cancel} is not
 * enough: it does nothing while rows are being fetched, and a streamed query does most of its work
 * then.
 */
final class Interrupter {
  private static final Method INTERRUPT = interruptMethod();
  private static final Field CONNECTION = connectionField();

  private final ByteBuffer connection;

  private Interrupter(ByteBuffer connection) {
    this.connection = connection;
  }

  static Interrupter of(DuckDBConnection connection) {
    try {
      return new Interrupter((ByteBuffer) CONNECTION.get(connection));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("The field was made accessible", e);
    }
  }

  void interrupt() {
    try {
      INTERRUPT.invoke(null, connection);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("An open connection can be interrupted", e);
    }
  }

  private static Method interruptMethod() {
    try {
      Method method =
          Class.forName("org.duckdb.DuckDBNative")
              .getDeclaredMethod("duckdb_jdbc_interrupt", ByteBuffer.class);
      method.setAccessible(true);
      return method;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This DuckDB driver is not the one we are built for", e);
    }
  }

  private static Field connectionField() {
    try {
      Field field = DuckDBConnection.class.getDeclaredField("connRef");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This DuckDB driver is not the one we are built for", e);
    }
  }
}
