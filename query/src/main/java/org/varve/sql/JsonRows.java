// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A result as one JSON document. */
final class JsonRows {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonRows() {}

  static void write(SqlResult result, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      // A failure must leave a document that is visibly cut off, not one that is closed for it.
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      writeColumns(result, json);
      json.writeArrayFieldStart("rows");
      while (result.next()) {
        writeRow(result, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void writeColumns(SqlResult result, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("columns");
    for (SqlColumn column : result.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeRow(SqlResult result, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (int i = 0; i < result.columns().size(); i++) {
      writeValue(json, result.readers().get(i), result.value(i));
    }
    json.writeEndArray();
  }

  private static void writeValue(JsonGenerator json, ColumnReader reader, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (reader == ColumnReader.JSON) {
      json.writeRawValue((String) value);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number.toPlainString());
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else {
      json.writeString(ValueText.format(value));
    }
  }
}
