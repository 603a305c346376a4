// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.sql.SqlColumn;
import org.varve.sql.SqlRows;

/** The result of a statement as JSON. */
public final class SqlRowsJson {
  private SqlRowsJson() {}

  public static SqlRows parse(JsonNode node) {
    JsonFields fields = JsonFields.of(node);
    return new SqlRows(
        fields.items("columns", SqlRowsJson::column), fields.items("rows", SqlRowsJson::row));
  }

  private static SqlColumn column(String name, JsonNode node) {
    JsonFields fields = JsonFields.of(name, node);
    return new SqlColumn(fields.text("name"), fields.text("type"));
  }

  private static List<@Nullable Object> row(String name, JsonNode node) {
    List<@Nullable Object> values = new ArrayList<>(node.size());
    node.forEach(value -> values.add(value(value)));
    return values;
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      case NUMBER ->
          node.canConvertToLong() && node.isIntegralNumber()
              ? (Object) node.longValue()
              : node.numberValue();
      case ARRAY, OBJECT, BINARY, POJO -> node.toString();
    };
  }
}
