// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The times of an operation that ran several times after a warm-up.
 *
 * @param medianMillis wall time of one operation
 * @param cost CPU of this process (not of PostgreSQL, which is a process of its own) and file
 *     operations, means
 */
record Measured(double medianMillis, Cost cost) {

  /** An operation; {@code iteration} counts from 0 and goes on after the warm-up. */
  interface Operation {
    void run(int iteration) throws Exception;
  }

  static Measured of(int warmup, int runs, CountingFileIO files, Operation operation)
      throws Exception {
    for (int i = 0; i < warmup; i++) {
      operation.run(i);
    }
    files.reset();
    long cpu = processCpuNanos();
    double[] millis = new double[runs];
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      operation.run(warmup + i);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    double cpuMillis = (processCpuNanos() - cpu) / 1e6 / runs;
    Arrays.sort(millis);
    return new Measured(
        millis[runs / 2],
        new Cost(
            OptionalDouble.of(cpuMillis),
            OptionalDouble.of((double) files.operations() / runs),
            OptionalLong.of(files.bytes() / runs)));
  }

  static long processCpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
