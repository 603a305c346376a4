// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Spark's scans of a history through the S3 door, beside the same scans of the same files without
 * it. Spark is the one of the end-to-end tests, which is fetched the first time; needs python3.
 */
final class SparkScanBenchmark implements Benchmark {
  private static final int CHANGES = 1_000_000;

  /** The door may cost a third of the time that the files themselves take. */
  private static final double LEAST_RATIO = 0.77;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<Row> run(Scope scope) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (String line : lines("bench/spark/scan.py", Integer.toString(CHANGES))) {
      JsonNode measured = JSON.readTree(line);
      rows.add(
          Row.duration(
                  "Spark: " + measured.get("name").textValue() + ", 1 M changes, S3 door",
                  measured.get("door").doubleValue(),
                  "local files",
                  measured.get("direct").doubleValue(),
                  Cost.UNKNOWN)
              .withLeastRatio(LEAST_RATIO));
    }
    return rows;
  }

  private static List<String> lines(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PYTHONPATH", "e2e/lib");
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putIfAbsent("VARVE_E2E_CACHE", cache().toString());
    Process process = builder.start();
    List<String> lines;
    try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      lines = out.lines().toList();
    }
    if (process.waitFor() != 0) {
      throw new IOException("Failed to run " + arguments[0] + ": exit code " + process.exitValue());
    }
    return lines;
  }

  /** Where e2e/run keeps what it fetched. */
  private static Path cache() {
    return Path.of(System.getProperty("user.home"), ".cache", "varve-e2e");
  }
}
