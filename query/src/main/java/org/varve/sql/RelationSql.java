// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The SELECT that reads local Parquet files as rows of an Iceberg schema, column by field id.
 *
 * <p>{@code union_by_name} is not used: it turns a renamed column into two and brings back a
 * dropped one.
 */
final class RelationSql {
  private RelationSql() {}

  /**
   * The SELECT over these files, or one without rows.
   *
   * @throws QueryException of kind UNPROCESSABLE if DuckDB cannot have these columns
   */
  static String select(Schema schema, List<Path> files) {
    requireDistinctNames(schema);
    if (files.isEmpty()) {
      return schema.columns().stream()
          .map(RelationSql::nullColumn)
          .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
    }
    String paths =
        files.stream()
            .map(path -> SqlText.string(path.toString()))
            .collect(Collectors.joining(", "));
    String columns =
        schema.columns().stream()
            .filter(field -> !isUnknown(field))
            .map(RelationSql::column)
            .collect(Collectors.joining(", "));
    String names =
        schema.columns().stream()
            .map(field -> isUnknown(field) ? nullColumn(field) : SqlText.name(field.name()))
            .collect(Collectors.joining(", "));
    return "SELECT "
        + names
        + " FROM read_parquet(["
        + paths
        + "], schema = MAP {"
        + columns
        + "})";
  }

  /** A column of unknown type is in no file: all its values are null. */
  private static boolean isUnknown(Types.NestedField field) {
    return field.type().typeId() == Type.TypeID.UNKNOWN;
  }

  private static void requireDistinctNames(Schema schema) {
    Set<String> names = new HashSet<>();
    for (Types.NestedField field : schema.columns()) {
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        throw new QueryException(
            QueryException.Kind.UNPROCESSABLE,
            "Cannot query table: several columns differ in case only: " + field.name());
      }
    }
  }

  private static String nullColumn(Types.NestedField field) {
    return "CAST(NULL AS " + DuckTypes.format(field.type()) + ") AS " + SqlText.name(field.name());
  }

  private static String column(Types.NestedField field) {
    return field.fieldId()
        + ": {name: "
        + SqlText.string(field.name())
        + ", type: "
        + SqlText.string(DuckTypes.format(field.type()))
        + ", default_value: NULL}";
  }
}
