// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * The SELECT that reads local Parquet files as rows of an Iceberg schema, column by field id.
 *
 * <p>{@code union_by_name} is not used: it turns a renamed column into two and brings back a
 * dropped one.
 */
final class RelationSql {
  private RelationSql() {}

  static String select(Schema schema, List<Path> files) {
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
        schema.columns().stream().map(RelationSql::column).collect(Collectors.joining(", "));
    return "SELECT * FROM read_parquet([" + paths + "], schema = MAP {" + columns + "})";
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
