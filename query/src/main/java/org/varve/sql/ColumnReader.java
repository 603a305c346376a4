// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one column get from DuckDB to Java: which expression makes them readable, and
 * how they are read.
 */
enum ColumnReader {
  BOOLEAN("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getBoolean(row);
    }
  },
  INTEGER("CAST(%s AS BIGINT)") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getLong(row);
    }
  },
  HUGE_INTEGER("CAST(%s AS HUGEINT)") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getHugeInt(row);
    }
  },
  UNSIGNED_HUGE_INTEGER("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getUHugeInt(row);
    }
  },
  FLOAT("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getFloat(row);
    }
  },
  DOUBLE("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getDouble(row);
    }
  },
  DECIMAL("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getBigDecimal(row);
    }
  },
  DATE("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getLocalDate(row);
    }
  },
  TIMESTAMP("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getLocalDateTime(row);
    }
  },
  ZONED_TIMESTAMP("%s") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getOffsetDateTime(row).withOffsetSameInstant(ZoneOffset.UTC);
    }
  },
  BYTES("base64(%s)") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return Base64.getDecoder().decode(vector.getString(row));
    }
  },
  JSON("CAST(to_json(%s) AS VARCHAR)") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getString(row);
    }
  },
  TEXT("CAST(%s AS VARCHAR)") {
    @Override
    Object readValue(DuckDBReadableVector vector, long row) {
      return vector.getString(row);
    }
  };

  private static final Map<String, ColumnReader> BY_TYPE =
      Map.ofEntries(
          Map.entry("BOOLEAN", BOOLEAN),
          Map.entry("TINYINT", INTEGER),
          Map.entry("SMALLINT", INTEGER),
          Map.entry("INTEGER", INTEGER),
          Map.entry("BIGINT", INTEGER),
          Map.entry("UTINYINT", INTEGER),
          Map.entry("USMALLINT", INTEGER),
          Map.entry("UINTEGER", INTEGER),
          Map.entry("UBIGINT", HUGE_INTEGER),
          Map.entry("HUGEINT", HUGE_INTEGER),
          Map.entry("UHUGEINT", UNSIGNED_HUGE_INTEGER),
          Map.entry("FLOAT", FLOAT),
          Map.entry("DOUBLE", DOUBLE),
          Map.entry("DATE", DATE),
          Map.entry("TIMESTAMP", TIMESTAMP),
          Map.entry("TIMESTAMP_S", TIMESTAMP),
          Map.entry("TIMESTAMP_MS", TIMESTAMP),
          Map.entry("TIMESTAMP_NS", TIMESTAMP),
          Map.entry("TIMESTAMP WITH TIME ZONE", ZONED_TIMESTAMP),
          Map.entry("BLOB", BYTES),
          Map.entry("JSON", JSON),
          Map.entry("VARIANT", JSON));

  private final String expression;

  ColumnReader(String expression) {
    this.expression = expression;
  }

  static ColumnReader of(SqlColumn column) {
    String type = column.type();
    ColumnReader simple = BY_TYPE.get(type);
    if (simple != null) {
      return simple;
    }
    if (type.endsWith("]")
        || type.startsWith("STRUCT(")
        || type.startsWith("MAP(")
        || type.startsWith("UNION(")) {
      return JSON;
    }
    return type.startsWith("DECIMAL(") ? DECIMAL : TEXT;
  }

  /** The same rows as {@code select}, each column as its reader can read it. */
  static String readable(String select, List<ColumnReader> readers) {
    List<String> names = new ArrayList<>();
    List<String> expressions = new ArrayList<>();
    for (int i = 0; i < readers.size(); i++) {
      names.add("c" + i);
      expressions.add(readers.get(i).expression.formatted("c" + i));
    }
    return "SELECT "
        + String.join(", ", expressions)
        + " FROM ("
        + select
        + ") AS rows_("
        + String.join(", ", names)
        + ")";
  }

  /** A value, or null for NULL. */
  @Nullable Object read(DuckDBReadableVector vector, long row) {
    return vector.isNull(row) ? null : readValue(vector, row);
  }

  abstract Object readValue(DuckDBReadableVector vector, long row);
}
