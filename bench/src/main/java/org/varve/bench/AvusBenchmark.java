// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Project;

/**
 * The AVUs of one path and of the whole project, now and as of the middle, beside the same question
 * to a DuckDB table that holds the same rows. The answer is a page of at most 10,000 on both sides.
 */
final class AvusBenchmark implements Benchmark {
  private static final int PAGE = 10_000;
  private static final int WARMUP = 5;
  private static final int RUNS = 15;

  @Override
  public List<Row> run(Scope scope) throws Exception {
    List<Row> rows = new ArrayList<>(run(10_000));
    if (scope.all()) {
      rows.addAll(run(1_000_000));
    }
    return rows;
  }

  private static List<Row> run(int changes) throws Exception {
    try (Installation varve = Installation.create()) {
      Project project = varve.enrol("/zone/home/avus");
      GeneratedHistory generated = new GeneratedHistory(project.irodsPath(), changes);
      varve.importHistory(project, generated.changeSets(), 2_000);
      try (DuckTable duck = DuckTable.copyOf(varve.log(project))) {
        List<Row> rows = new ArrayList<>();
        String path = generated.somePath();
        Instant middle = generated.middle();
        rows.add(row(varve, duck, project, changes, "one path, now", path, null));
        rows.add(row(varve, duck, project, changes, "one path, as of the middle", path, middle));
        rows.add(row(varve, duck, project, changes, "project, now", null, null));
        rows.add(row(varve, duck, project, changes, "project, as of the middle", null, middle));
        return rows;
      }
    }
  }

  private static Row row(
      Installation varve,
      DuckTable duck,
      Project project,
      int changes,
      String what,
      @Nullable String path,
      @Nullable Instant time)
      throws Exception {
    AsOf asOf = time == null ? AsOf.NOW : new AsOf.RecordedAt(time);
    AvuQuery query = new AvuQuery(path, path == null, asOf, null, PAGE, null);
    int expected = duck.avus(path, time, PAGE);
    int found = varve.history().avus(project.id(), query).items().size();
    if (found != expected) {
      throw new IllegalStateException(what + ": " + found + " AVUs instead of " + expected);
    }
    Measured ours =
        Measured.of(WARMUP, RUNS, varve.files(), i -> varve.history().avus(project.id(), query));
    Measured ducks = Measured.of(WARMUP, RUNS, varve.files(), i -> duck.avus(path, time, PAGE));
    return Row.duration(
        "avus of " + what + ", " + changes / 1_000 + " k changes",
        ours.medianMillis(),
        "plain DuckDB table",
        ducks.medianMillis(),
        ours.cost());
  }
}
