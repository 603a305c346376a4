// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.varve.history.Avu;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.ImportedChangeSet;
import org.varve.history.Project;
import org.varve.history.TargetType;

/**
 * One change from the call to the durable answer, against a stock append of the same row; and many
 * callers at once.
 */
final class RecordBenchmark implements Benchmark {
  private static final int WARMUP = 60;
  private static final int RUNS = 150;
  private static final int CALLERS = 64;
  private static final int CALLS_EACH = 20;

  @Override
  public List<Row> run(Scope scope) throws Exception {
    try (Installation varve = Installation.create();
        StockTable stock = varve.stockTable()) {
      Project project = varve.enrol("/zone/home/record");
      Measured ours =
          Measured.of(
              WARMUP,
              RUNS,
              varve.files(),
              i ->
                  varve
                      .history()
                      .record(project.id(), "bench#local", changeSet(project, "one", i)));
      Measured stocks =
          Measured.of(
              WARMUP,
              RUNS,
              varve.files(),
              i ->
                  stock.append(
                      new ImportedChangeSet(
                          "bench#local", Instant.now(), changeSet(project, "one", i))));
      List<Row> rows = new ArrayList<>();
      rows.add(
          Row.duration(
                  "record one change, durable",
                  ours.medianMillis(),
                  "stock JdbcCatalog append",
                  stocks.medianMillis(),
                  ours.cost())
              .withLeastRatio(2));
      rows.add(
          Row.rate(
              "record, " + CALLERS + " callers at once",
              crowd(varve, project),
              "calls/s",
              "one caller",
              1000 / ours.medianMillis(),
              Cost.UNKNOWN));
      return rows;
    }
  }

  private static double crowd(Installation varve, Project project) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      long start = System.nanoTime();
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        String name = "caller" + caller;
        calls.add(
            callers.submit(
                () -> {
                  for (int i = 0; i < CALLS_EACH; i++) {
                    varve
                        .history()
                        .record(project.id(), "bench#local", changeSet(project, name, i));
                  }
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      return CALLERS * CALLS_EACH / ((System.nanoTime() - start) / 1e9);
    } finally {
      callers.shutdown();
    }
  }

  private static ChangeSet changeSet(Project project, String name, int number) {
    return new ChangeSet(
        null,
        null,
        null,
        null,
        null,
        List.of(
            new Change(
                project.irodsPath() + "/" + name + ".dat",
                TargetType.DATA_OBJECT,
                ChangeType.ADD,
                new Avu("attribute", "value " + number, ""),
                null,
                null,
                null)));
  }
}
