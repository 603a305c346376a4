// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of the log a question reads, said twice: to Iceberg, which leaves out whole files, and
 * in SQL. Used by one thread.
 */
final class Conditions {
  private final StringBuilder sql = new StringBuilder("true");
  private final List<Object> parameters = new ArrayList<>();
  private Expression filter = Expressions.alwaysTrue();

  /** Nothing if {@code path} is null. */
  Conditions path(@Nullable String path, boolean recursive) {
    if (path == null) {
      return this;
    }
    if (!recursive) {
      return equal(HistorySchema.IRODS_PATH, path);
    }
    // '0' comes right after '/': the range holds all that is below, and lets row groups be skipped.
    and(
        "irods_path >= ? AND irods_path < ? AND (irods_path = ? OR starts_with(irods_path, ?))",
        Expressions.or(
            Expressions.equal(HistorySchema.IRODS_PATH, path),
            Expressions.startsWith(HistorySchema.IRODS_PATH, path + "/")),
        path,
        path + "0",
        path,
        path + "/");
    return this;
  }

  /** Nothing if {@code value} is null. */
  Conditions equal(String column, @Nullable String value) {
    if (value != null) {
      and('"' + column + "\" = ?", Expressions.equal(column, value), value);
    }
    return this;
  }

  /** Nothing if {@code time} is null. */
  Conditions atOrAfter(String column, @Nullable Instant time) {
    if (time != null) {
      long micros = Micros.ofEpoch(time);
      and(column + " >= ?", Expressions.greaterThanOrEqual(column, micros), Micros.inRow(time));
    }
    return this;
  }

  Conditions after(String column, Instant time) {
    long micros = Micros.ofEpoch(time);
    and(column + " > ?", Expressions.greaterThan(column, micros), Micros.inRow(time));
    return this;
  }

  Conditions atOrBefore(String column, Instant time) {
    long micros = Micros.ofEpoch(time);
    and(column + " <= ?", Expressions.lessThanOrEqual(column, micros), Micros.inRow(time));
    return this;
  }

  /**
   * Any condition.
   *
   * @param fileFilter true of every row that the SQL is true of
   */
  void and(String condition, Expression fileFilter, Object... values) {
    sql.append(" AND ").append(condition);
    parameters.addAll(List.of(values));
    filter = Expressions.and(filter, fileFilter);
  }

  String sql() {
    return sql.toString();
  }

  List<Object> parameters() {
    return parameters;
  }

  Expression filter() {
    return filter;
  }
}
