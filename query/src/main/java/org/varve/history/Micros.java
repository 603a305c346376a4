// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times as the history stores them: UTC, whole microseconds. */
final class Micros {
  private Micros() {}

  /** The last whole microsecond at or before {@code time}. */
  static Instant floor(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  static Instant next(Instant time) {
    return time.plus(1, ChronoUnit.MICROS);
  }

  /** Not by {@code ChronoUnit.between}, which counts nanoseconds: they overflow before 1678. */
  static long ofEpoch(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000L);
  }

  static Instant parseEpoch(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** As Iceberg's records hold a timestamp. */
  static OffsetDateTime inRow(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
