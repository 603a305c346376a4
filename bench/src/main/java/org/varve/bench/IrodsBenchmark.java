// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Files of a zone: that of the tests always, whose answers take as long as a real server's, and a
 * real one if {@code VARVE_TEST_IRODS} names it.
 */
final class IrodsBenchmark implements Benchmark {
  private static final int SOME_AVUS = 100_000;
  private static final int MANY_AVUS = 1_000_000;

  @Override
  public List<Row> run(Scope scope) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (BenchZone zone = BenchZone.start()) {
      rows.addAll(run(zone, scope));
    }
    var real = BenchZone.findReal();
    if (real.isPresent()) {
      try (BenchZone zone = real.get()) {
        rows.addAll(run(zone, scope));
      }
    }
    if (scope.includes("waiting")) {
      rows.add(IrodsWaiting.run());
    }
    if (scope.includes("baseline")) {
      rows.addAll(IrodsBaseline.run(scope.all() ? MANY_AVUS : SOME_AVUS));
    }
    return rows;
  }

  private static List<Row> run(BenchZone zone, Scope scope) throws Exception {
    List<Row> rows = new ArrayList<>();
    if (scope.includes("transfers")) {
      rows.addAll(new IrodsTransfers(zone).run());
    }
    if (scope.includes("creates")) {
      rows.addAll(new IrodsCreates(zone).run());
    }
    if (scope.includes("ranges")) {
      rows.addAll(new IrodsRanges(zone).run());
    }
    if (scope.includes("avus")) {
      rows.addAll(IrodsAvus.run(zone));
    }
    return rows;
  }
}
