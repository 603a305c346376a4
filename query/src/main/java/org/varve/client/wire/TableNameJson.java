// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.sql.QueryException;

/** The name of a table or view as JSON: {@code namespace}, an array of levels, and {@code name}. */
public final class TableNameJson {
  private TableNameJson() {}

  public static ObjectNode format(TableIdentifier identifier) {
    ObjectNode node = Json.object();
    put(node, identifier);
    return node;
  }

  /** Puts the two fields into a larger object. */
  public static void put(ObjectNode node, TableIdentifier identifier) {
    ArrayNode levels = node.putArray("namespace");
    for (String level : identifier.namespace().levels()) {
      levels.add(level);
    }
    node.put("name", identifier.name());
  }

  /** The name in an object that holds nothing else. */
  public static TableIdentifier parse(String at, JsonNode node) {
    JsonFields fields = JsonFields.of(at, node);
    List<String> levels = fields.items("namespace", TableNameJson::level);
    String name = fields.text("name");
    fields.refuseOthers();
    if (levels.isEmpty()) {
      throw new QueryException(
          QueryException.Kind.INVALID, "Invalid " + at + ".namespace: it has no level");
    }
    return TableIdentifier.of(Namespace.of(levels.toArray(String[]::new)), name);
  }

  private static String level(String at, JsonNode node) {
    if (!node.isTextual()) {
      throw new QueryException(
          QueryException.Kind.INVALID, "Invalid " + at + ": not a text: " + node);
    }
    return node.textValue();
  }
}
