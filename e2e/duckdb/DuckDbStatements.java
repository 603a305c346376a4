// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A connection of duckdb_jdbc that takes one statement a line, as a JSON string, and answers each with
 * one line of JSON: its rows, or its error. Its argument is a directory of extensions.
 */
final class DuckDbStatements {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DuckDbStatements() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Properties properties = new Properties();
    properties.setProperty("extension_directory", arguments[0]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties)) {
      String version = connection.getMetaData().getDatabaseProductVersion();
      answers.println(JSON.writeValueAsString(Map.of("ready", version)));
      BufferedReader statements =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = statements.readLine(); line != null; line = statements.readLine()) {
        String statement = JSON.readValue(line, String.class);
        answers.println(JSON.writeValueAsString(answer(connection, statement)));
      }
    }
  }

  private static Map<String, Object> answer(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      return Map.of("rows", statement.execute(sql) ? rows(statement.getResultSet()) : List.of());
    } catch (SQLException e) {
      return Map.of("error", String.valueOf(e));
    }
  }

  private static List<List<Object>> rows(ResultSet result) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<Object> values = new ArrayList<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        Object value = result.getObject(i);
        values.add(
            value == null || value instanceof Number || value instanceof Boolean
                ? value
                : value.toString());
      }
      rows.add(values);
    }
    return rows;
  }
}
