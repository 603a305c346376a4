// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Contenders that take turns, so that what else the machine does hits all of them alike. */
final class Rounds {
  private static final int WARMUP = 2;

  /** One turn; {@code round} counts from 0 and goes on after the warm-up. */
  interface Contender {
    void run(int round) throws Exception;
  }

  private Rounds() {}

  /** What each of them took, in their order. */
  static Measured[] run(int rounds, Contender... contenders) throws Exception {
    double[][] millis = new double[contenders.length][rounds];
    long[] cpuNanos = new long[contenders.length];
    for (int round = 0; round < WARMUP + rounds; round++) {
      for (int i = 0; i < contenders.length; i++) {
        long cpu = Measured.processCpuNanos();
        long start = System.nanoTime();
        contenders[i].run(round);
        if (round >= WARMUP) {
          millis[i][round - WARMUP] = (System.nanoTime() - start) / 1e6;
          cpuNanos[i] += Measured.processCpuNanos() - cpu;
        }
      }
    }
    Measured[] measured = new Measured[contenders.length];
    for (int i = 0; i < contenders.length; i++) {
      Arrays.sort(millis[i]);
      var cost =
          new Cost(
              OptionalDouble.of(cpuNanos[i] / 1e6 / rounds),
              OptionalDouble.empty(),
              OptionalLong.empty());
      measured[i] = new Measured(millis[i][rounds / 2], cost);
    }
    return measured;
  }
}
