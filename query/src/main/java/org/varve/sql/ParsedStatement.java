// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.varve.sql.QueryException.Kind;

/**
 * One SELECT as the tree that DuckDB's own parser makes of it, and back to text. Mutable; one
 * thread at a time.
 */
final class ParsedStatement {
  /** Deeper trees are refused: DuckDB recurses natively, and running out of stack ends the JVM. */
  private static final int MAX_DEPTH = 1_000;

  /** Longer texts are refused before they are parsed, which bounds the recursion of the parser. */
  private static final int MAX_LENGTH = 64 * 1024;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
              .build());

  private final ObjectNode root;

  private ParsedStatement(ObjectNode root) {
    this.root = root;
  }

  /**
   * Parses a text.
   *
   * @throws QueryException of kind INVALID if it is not SQL, of kind UNPROCESSABLE if it is not
   *     exactly one SELECT, of kind TOO_LARGE if it is too long
   */
  static ParsedStatement parse(QuerySession session, String sql) {
    if (sql.length() > MAX_LENGTH) {
      throw new QueryException(
          Kind.TOO_LARGE, "Cannot run statement: longer than " + MAX_LENGTH + " characters");
    }
    if (sql.indexOf('\0') >= 0) {
      throw new QueryException(Kind.INVALID, "Invalid SQL: it holds a zero character");
    }
    JsonNode answer = read(call(session, "SELECT json_serialize_sql(CAST(? AS VARCHAR))", sql));
    if (answer.path("error").asBoolean(true)) {
      throw refusal(answer);
    }
    if (answer.path("statements").size() != 1) {
      throw new QueryException(
          Kind.UNPROCESSABLE, "Cannot run statement: only one SELECT is allowed");
    }
    return new ParsedStatement((ObjectNode) answer);
  }

  /** The same tree as SQL text. */
  String format(QuerySession session) {
    return call(session, "SELECT json_deserialize_sql(CAST(? AS JSON))", root.toString());
  }

  /** {@code SELECT} with this one expression and nothing else. */
  static ParsedStatement ofExpression(QuerySession session, JsonNode expression) {
    ParsedStatement statement = parse(session, "SELECT 1");
    ((ObjectNode) statement.statement().path("node"))
        .putArray("select_list")
        .add(expression.deepCopy());
    return statement;
  }

  /** The only statement; whoever changes it changes this. */
  JsonNode statement() {
    return root.path("statements").path(0);
  }

  private static QueryException refusal(JsonNode answer) {
    String message = answer.path("error_message").asText();
    if ("parser".equals(answer.path("error_type").asText())) {
      return new QueryException(Kind.INVALID, "Invalid SQL: " + DuckErrors.sentence(message));
    }
    return new QueryException(
        Kind.UNPROCESSABLE, "Cannot run statement: only one SELECT is allowed");
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (StreamConstraintsException e) {
      throw new QueryException(Kind.TOO_LARGE, "Cannot run statement: it is nested too deeply", e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB writes JSON", e);
    }
  }

  private static String call(QuerySession session, String function, String argument) {
    try (PreparedStatement statement = session.prepare(function)) {
      statement.setString(1, argument);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }
}
