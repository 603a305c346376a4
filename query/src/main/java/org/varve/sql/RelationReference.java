// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * One place of a statement that names a table.
 *
 * @param node the place in the tree, which {@link #rename} changes
 * @param path the parts of the name as written, the table's own name last
 */
record RelationReference(ObjectNode node, List<String> path) {

  /** What stands in {@code AT (…)}. */
  Optional<JsonNode> at() {
    JsonNode clause = node.path("at_clause");
    return clause.isObject() ? Optional.of(clause) : Optional.empty();
  }

  /** The table's own name, as written. */
  String tableName() {
    return path.get(path.size() - 1);
  }

  /** The whole name, as people write it. */
  String text() {
    return String.join(".", path);
  }

  /** Makes the place name something else, without AT, under the same qualified name for columns. */
  void rename(List<String> to) {
    ArrayNode parts = node.putObject("qualified_name").putArray("path");
    to.forEach(parts::add);
    node.put("table_name", to.get(to.size() - 1));
    node.put("schema_name", to.size() > 1 ? to.get(to.size() - 2) : "");
    node.put("catalog_name", to.size() > 2 ? to.get(to.size() - 3) : "");
    node.putNull("at_clause");
  }

  /**
   * Like {@link #rename(List)}, and columns are qualified by {@code alias} if no alias is given.
   */
  void rename(List<String> to, String alias) {
    rename(to);
    if (node.path("alias").asText().isEmpty()) {
      node.put("alias", alias);
    }
  }
}
