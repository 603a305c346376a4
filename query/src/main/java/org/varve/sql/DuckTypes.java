// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Iceberg types as DuckDB writes them. */
final class DuckTypes {
  private DuckTypes() {}

  /**
   * The DuckDB type that holds every value of an Iceberg type.
   *
   * @throws QueryException of kind UNPROCESSABLE if there is none
   */
  static String format(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP -> zoned((Types.TimestampType) type) ? "TIMESTAMPTZ" : "TIMESTAMP";
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
      case STRING -> "VARCHAR";
      case UUID -> "UUID";
      case FIXED, BINARY -> "BLOB";
      case DECIMAL -> decimal((Types.DecimalType) type);
      case STRUCT -> struct(type.asStructType());
      case LIST -> format(type.asListType().elementType()) + "[]";
      case MAP -> map(type.asMapType());
      case UNKNOWN -> "\"NULL\"";
      default ->
          throw new QueryException(
              QueryException.Kind.UNPROCESSABLE, "Cannot query type: not supported: " + type);
    };
  }

  private static boolean zoned(Types.TimestampType type) {
    return type.shouldAdjustToUTC();
  }

  private static String decimal(Types.DecimalType type) {
    return "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
  }

  private static String map(Types.MapType type) {
    return "MAP(" + format(type.keyType()) + ", " + format(type.valueType()) + ")";
  }

  private static String struct(Types.StructType type) {
    return type.fields().stream()
        .map(field -> SqlText.name(field.name()) + " " + format(field.type()))
        .collect(Collectors.joining(", ", "STRUCT(", ")"));
  }
}
