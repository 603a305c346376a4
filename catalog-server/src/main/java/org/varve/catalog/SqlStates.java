// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's error codes (its manual, appendix A) say about a failure. */
final class SqlStates {
  private SqlStates() {}

  /** Serialization failure or deadlock: the same transaction may succeed. */
  static boolean isSerializationFailure(SQLException e) {
    return "40001".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
  }

  static boolean isUniqueViolation(@Nullable Throwable e) {
    return e instanceof SQLException sql && "23505".equals(sql.getSQLState());
  }

  static boolean isTooLong(@Nullable Throwable e) {
    return e instanceof SQLException sql && "22001".equals(sql.getSQLState());
  }

  /** The connection is gone, or the server is going away. */
  static boolean isConnectionFailure(SQLException e) {
    return startsWith(e, "08") || startsWith(e, "57P") || e.getSQLState() == null;
  }

  /**
   * Whether a COMMIT that failed like this certainly did not happen: the server answered that it
   * rolled back. Everything else may have struck after the commit was on disk.
   */
  static boolean isCertainFailure(SQLException e) {
    return startsWith(e, "23") || startsWith(e, "25") || startsWith(e, "40");
  }

  private static boolean startsWith(SQLException e, String prefix) {
    return e.getSQLState() != null && e.getSQLState().startsWith(prefix);
  }
}
