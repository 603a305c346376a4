// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.varve.sql.QueryException.Kind;

/**
 * Walks a whole parse tree and refuses everything that is not known to be harmless: nodes,
 * functions and table functions are allowed by name, and everything else is not. What is left names
 * tables, which are handed out for whoever decides what they mean.
 *
 * <p>Common table expressions get new names that nobody can guess wrong: if this class and DuckDB
 * disagreed about which ones are in scope, DuckDB would look for a file of that name.
 */
final class StatementCheck {
  private static final Set<String> NODES =
      Set.of(
          // Query nodes and what modifies them
          "SELECT_NODE",
          "SET_OPERATION_NODE",
          "RECURSIVE_CTE_NODE",
          "CTE_NODE",
          "ORDER_MODIFIER",
          "LIMIT_MODIFIER",
          "LIMIT_PERCENT_MODIFIER",
          "DISTINCT_MODIFIER",
          "ORDER_DEFAULT",
          "ASCENDING",
          "DESCENDING",
          // What stands after FROM
          "EMPTY",
          "BASE_TABLE",
          "SUBQUERY",
          "JOIN",
          "TABLE_FUNCTION",
          "EXPRESSION_LIST",
          "PIVOT",
          // Expressions
          "VALUE_CONSTANT",
          "COLUMN_REF",
          "POSITIONAL_REFERENCE",
          "FUNCTION",
          "STAR",
          "TYPE",
          "OPERATOR_CAST",
          "LAMBDA",
          "COLLATE",
          "CASE_EXPR",
          "COMPARE_EQUAL",
          "COMPARE_NOTEQUAL",
          "COMPARE_LESSTHAN",
          "COMPARE_GREATERTHAN",
          "COMPARE_LESSTHANOREQUALTO",
          "COMPARE_GREATERTHANOREQUALTO",
          "COMPARE_IN",
          "COMPARE_NOT_IN",
          "COMPARE_DISTINCT_FROM",
          "COMPARE_NOT_DISTINCT_FROM",
          "COMPARE_BETWEEN",
          "COMPARE_NOT_BETWEEN",
          "CONJUNCTION_AND",
          "CONJUNCTION_OR",
          "OPERATOR_NOT",
          "OPERATOR_IS_NULL",
          "OPERATOR_IS_NOT_NULL",
          "OPERATOR_COALESCE",
          "OPERATOR_NULLIF",
          "OPERATOR_UNPACK",
          "OPERATOR_TRY",
          "ARRAY_EXTRACT",
          "ARRAY_SLICE",
          "ARRAY_CONSTRUCTOR",
          "STRUCT_EXTRACT",
          "GROUPING_FUNCTION",
          "WINDOW_AGGREGATE",
          "WINDOW_ROW_NUMBER",
          "WINDOW_RANK",
          "WINDOW_RANK_DENSE",
          "WINDOW_PERCENT_RANK",
          "WINDOW_CUME_DIST",
          "WINDOW_NTILE",
          "WINDOW_FIRST_VALUE",
          "WINDOW_LAST_VALUE",
          "WINDOW_NTH_VALUE",
          "WINDOW_LEAD",
          "WINDOW_LAG",
          "WINDOW_FILL");

  private static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest");

  private final List<RelationReference> relations = new ArrayList<>();
  private int expressions;

  private StatementCheck() {}

  /**
   * Checks a statement and gives its common table expressions new names.
   *
   * @return the tables that it names, in the order of the tree
   * @throws QueryException of kind UNPROCESSABLE naming what is not allowed
   */
  static List<RelationReference> check(ParsedStatement statement) {
    StatementCheck check = new StatementCheck();
    check.visit(statement.statement(), CteScope.NONE);
    return List.copyOf(check.relations);
  }

  private void visit(JsonNode node, CteScope outer) {
    if (node instanceof ObjectNode object) {
      CteScope scope = enter(object, outer);
      if (checkNode(object, scope)) {
        object.properties().stream()
            .filter(property -> !property.getKey().equals("cte_map"))
            .map(Map.Entry::getValue)
            .forEach(child -> visit(child, scope));
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(element -> visit(element, outer));
    }
  }

  /** Answers whether the children are to be visited. */
  private boolean checkNode(ObjectNode node, CteScope scope) {
    JsonNode type = node.path("type");
    if (!type.isTextual()) {
      return true;
    }
    require(NODES.contains(type.asText()), "not allowed here: " + type.asText());
    switch (type.asText()) {
      case "BASE_TABLE" -> {
        checkTable(node, scope);
        return false;
      }
      case "TABLE_FUNCTION" -> {
        ObjectNode function = (ObjectNode) node.path("function");
        requireUnqualified(function);
        requireName("table function", TABLE_FUNCTIONS, function);
        function.path("arguments").forEach(argument -> visit(argument, scope));
        return false;
      }
      case "PIVOT" ->
          node.path("pivots")
              .forEach(pivot -> require(isEmpty(pivot, "pivot_enum"), "PIVOT over an ENUM type"));
      case "TYPE" -> requireUnqualified(node);
      default -> checkFunction(node);
    }
    return true;
  }

  private static void checkFunction(ObjectNode node) {
    if (node.has("function_name")) {
      requireUnqualified(node);
      requireName("function", SqlFunctions.ALLOWED, node);
      SqlFunctions.requireModestSize(node);
    }
  }

  private void checkTable(ObjectNode node, CteScope scope) {
    List<String> path = new ArrayList<>();
    node.path("qualified_name").path("path").forEach(part -> path.add(part.asText()));
    require(!path.isEmpty(), "a table without a name");
    RelationReference reference = new RelationReference(node, List.copyOf(path));
    String expression = path.size() == 1 ? scope.find(path.get(0)) : null;
    if (expression == null) {
      reference.at().ifPresent(at -> visit(at, CteScope.NONE));
      relations.add(reference);
    } else {
      require(reference.at().isEmpty(), "AT on a common table expression: " + path.get(0));
      reference.rename(List.of(expression), path.get(0));
    }
  }

  /** The scope inside a node: outside it, plus the common table expressions that it defines. */
  private CteScope enter(ObjectNode node, CteScope outer) {
    CteScope scope = outer;
    for (JsonNode entry : node.path("cte_map").path("map")) {
      String name = entry.path("key").asText();
      String unique = "varve_cte_" + expressions++;
      ObjectNode query = (ObjectNode) entry.path("value").path("query_node");
      boolean recursive = "RECURSIVE_CTE_NODE".equals(query.path("type").asText());
      CteScope inside = recursive ? scope.with(name, unique) : scope;
      visit(entry.path("value"), inside);
      ((ObjectNode) entry).put("key", unique);
      if (query.has("cte_name")) {
        query.put("cte_name", unique);
      }
      scope = scope.with(name, unique);
    }
    return scope;
  }

  private static void requireName(String what, Set<String> allowed, ObjectNode function) {
    String name = function.path("function_name").asText();
    require(allowed.contains(name.toLowerCase(Locale.ROOT)), what + " is not allowed: " + name);
  }

  private static void requireUnqualified(ObjectNode node) {
    boolean plain =
        isEmpty(node, "schema")
            && isEmpty(node, "catalog")
            && node.path("qualified_name").path("path").size() <= 1;
    require(plain, "a qualified name is not allowed: " + node.path("qualified_name").path("path"));
  }

  private static boolean isEmpty(JsonNode node, String field) {
    return node.path(field).asText().isEmpty();
  }

  private static void require(boolean condition, String refusal) {
    if (!condition) {
      throw new QueryException(Kind.UNPROCESSABLE, "Cannot run statement: " + refusal);
    }
  }
}
