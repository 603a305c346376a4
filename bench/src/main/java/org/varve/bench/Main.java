// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bench/run}: measures what is asked for and prints a row a figure. Exits with 1 if a target
 * is missed.
 */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = "Measures Varve against its baselines, both in this run.")
public final class Main implements Callable<Integer> {
  private static final Map<String, Benchmark> BENCHMARKS = new LinkedHashMap<>();

  static {
    BENCHMARKS.put("record", new RecordBenchmark());
    BENCHMARKS.put("import", new ImportBenchmark());
    BENCHMARKS.put("avus", new AvusBenchmark());
    BENCHMARKS.put("rest", new RestBenchmark());
    BENCHMARKS.put("irods", new IrodsBenchmark());
    BENCHMARKS.put("s3", new S3Benchmark());
    BENCHMARKS.put("spark", new SparkScanBenchmark());
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "record, import, avus, rest, irods, s3, spark; none for all.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "The large sizes too.")
  private boolean all;

  @Option(
      names = "--part",
      paramLabel = "PART",
      split = ",",
      description = {
        "Only these parts of rest: loads, single, writers, hot, snapshots, tables;",
        "of irods: transfers, creates, ranges, avus, waiting, baseline."
      })
  private Set<String> parts = Set.of();

  @Option(names = "--json", description = "One JSON object a row.")
  private boolean json;

  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    for (String name : names) {
      if (!BENCHMARKS.containsKey(name)) {
        System.err.println("Invalid benchmark: not one of " + BENCHMARKS.keySet() + ": " + name);
        return 2;
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, Benchmark> benchmark : BENCHMARKS.entrySet()) {
      if (names.isEmpty() || names.contains(benchmark.getKey())) {
        System.err.println("running " + benchmark.getKey());
        rows.addAll(benchmark.getValue().run(new Scope(all, parts)));
      }
    }
    print(rows);
    return rows.stream().allMatch(row -> row.met().orElse(true)) ? 0 : 1;
  }

  private void print(List<Row> rows) {
    if (!json) {
      System.out.print(Table.format(rows));
      return;
    }
    for (Row row : rows) {
      System.out.println(row.toJson());
    }
  }
}
