// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A bounded wait on the database, in short pauses that grow. One thread. */
final class Deadline {
  private static final long MAX_PAUSE_MILLIS = 40;

  private final long end;
  private long pauseMillis = 2;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline after(Duration wait) {
    return new Deadline(System.nanoTime() + wait.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted();
  }

  void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
    pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
  }
}
