// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/** The columns of a result as Arrow describes them. */
final class ArrowSchema {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+), ?(\\d+)\\)");
  private static final int HUGE_PRECISION = 38;

  private ArrowSchema() {}

  /** Writes the schema into a message that is being built, and answers where. */
  static int build(FlatBufferBuilder builder, SqlResult result) {
    int[] fields = new int[result.columns().size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = field(builder, result.columns().get(i), result.readers().get(i));
    }
    int vector = Schema.createFieldsVector(builder, fields);
    Schema.startSchema(builder);
    Schema.addEndianness(builder, Endianness.Little);
    Schema.addFields(builder, vector);
    return Schema.endSchema(builder);
  }

  /** Whether the times of a column are more exact than a microsecond. */
  static boolean hasNanoseconds(SqlColumn column) {
    return column.type().equals("TIMESTAMP_NS");
  }

  private static int field(FlatBufferBuilder builder, SqlColumn column, ColumnReader reader) {
    int name = builder.createString(column.name());
    int type = type(builder, column, reader);
    int children = Field.createChildrenVector(builder, new int[0]);
    Field.startField(builder);
    Field.addName(builder, name);
    Field.addNullable(builder, true);
    Field.addTypeType(builder, typeType(reader));
    Field.addType(builder, type);
    Field.addChildren(builder, children);
    return Field.endField(builder);
  }

  private static byte typeType(ColumnReader reader) {
    return switch (reader) {
      case BOOLEAN -> Type.Bool;
      case INTEGER -> Type.Int;
      case HUGE_INTEGER, UNSIGNED_HUGE_INTEGER, DECIMAL -> Type.Decimal;
      case FLOAT, DOUBLE -> Type.FloatingPoint;
      case DATE -> Type.Date;
      case TIMESTAMP, ZONED_TIMESTAMP -> Type.Timestamp;
      case BYTES -> Type.Binary;
      case JSON, TEXT -> Type.Utf8;
    };
  }

  private static int type(FlatBufferBuilder builder, SqlColumn column, ColumnReader reader) {
    return switch (reader) {
      case BOOLEAN -> {
        Bool.startBool(builder);
        yield Bool.endBool(builder);
      }
      case INTEGER -> Int.createInt(builder, 64, true);
      case HUGE_INTEGER, UNSIGNED_HUGE_INTEGER ->
          Decimal.createDecimal(builder, HUGE_PRECISION, 0, 128);
      case DECIMAL -> decimal(builder, column);
      case FLOAT -> FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
      case DOUBLE -> FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
      case DATE -> Date.createDate(builder, DateUnit.DAY);
      case TIMESTAMP -> Timestamp.createTimestamp(builder, unit(column), 0);
      case ZONED_TIMESTAMP ->
          Timestamp.createTimestamp(builder, unit(column), builder.createString("UTC"));
      case BYTES -> {
        Binary.startBinary(builder);
        yield Binary.endBinary(builder);
      }
      case JSON, TEXT -> {
        Utf8.startUtf8(builder);
        yield Utf8.endUtf8(builder);
      }
    };
  }

  private static short unit(SqlColumn column) {
    return hasNanoseconds(column) ? TimeUnit.NANOSECOND : TimeUnit.MICROSECOND;
  }

  private static int decimal(FlatBufferBuilder builder, SqlColumn column) {
    Matcher matcher = DECIMAL.matcher(column.type());
    if (!matcher.matches()) {
      throw new IllegalStateException("Not a decimal type: " + column.type());
    }
    List<Integer> numbers =
        List.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    return Decimal.createDecimal(builder, numbers.get(0), numbers.get(1), 128);
  }
}
