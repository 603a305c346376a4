// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session that takes one statement a line, as a JSON string, and answers each with one line of
 * JSON: its rows, or its error. Its argument is a file of Spark's properties.
 */
final class SparkStatements {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SparkStatements() {}

  public static void main(String[] arguments) throws IOException {
    // What Spark prints must not come between the answers.
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    try (SparkSession spark = session(Path.of(arguments[0]))) {
      answers.println(JSON.writeValueAsString(Map.of("ready", spark.version())));
      BufferedReader statements =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = statements.readLine(); line != null; line = statements.readLine()) {
        answers.println(JSON.writeValueAsString(answer(spark, JSON.readValue(line, String.class))));
      }
    }
  }

  private static SparkSession session(Path configuration) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(configuration)) {
      properties.load(reader);
    }
    SparkSession.Builder builder = SparkSession.builder().master("local[2]");
    properties.forEach((key, value) -> builder.config((String) key, (String) value));
    return builder
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        // The tables of the checks are small.
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  private static Map<String, Object> answer(SparkSession spark, String statement) {
    try {
      List<List<Object>> rows = new ArrayList<>();
      for (Row row : spark.sql(statement).collectAsList()) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
          values.add(plain(row.get(i)));
        }
        rows.add(values);
      }
      return Map.of("rows", rows);
    } catch (Exception e) {
      return Map.of("error", messages(e));
    }
  }

  private static Object plain(Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }

  private static String messages(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      messages.append(cause).append('\n');
    }
    return messages.toString();
  }
}
