// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.iceberg.expressions.Expressions;

/** The place of a triple in answers that are in the order of path, attribute, value, unit. */
record TripleOrder(String irodsPath, Avu avu, String targetType) {
  /** In the order that counts; the target's type only makes it total. */
  static final String COLUMNS = "irods_path, attribute, \"value\", unit, target_type";

  static TripleOrder of(ResultSet row) throws SQLException {
    return new TripleOrder(
        row.getString(HistorySchema.IRODS_PATH),
        RowMapping.avu(row),
        row.getString(HistorySchema.TARGET_TYPE));
  }

  /** Only what lies on this path or later ones. */
  void limit(Conditions log) {
    log.and(
        "irods_path >= ?",
        Expressions.greaterThanOrEqual(HistorySchema.IRODS_PATH, irodsPath),
        irodsPath);
  }

  /** The SQL condition that is true of what comes later; its parameters are {@link #values}. */
  static String later() {
    return "(" + COLUMNS + ") > (?, ?, ?, ?, ?)";
  }

  List<Object> values() {
    return List.of(irodsPath, avu.attribute(), avu.value(), avu.unit(), targetType);
  }
}
