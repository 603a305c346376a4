// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong next. Thread-safe. */
public final class ZoneFaults {
  private final Map<Integer, Deque<Fault>> next = new ConcurrentHashMap<>();

  private final Map<Integer, Duration> delays = new ConcurrentHashMap<>();

  /** Every request of that number waits so long before it is done, until {@link #clear}. */
  public void delay(int api, Duration delay) {
    delays.put(api, delay);
  }

  /** The next request of that number meets the fault, and only that one. */
  public void next(int api, Fault fault) {
    after(api, 0, fault);
  }

  /** So many requests of that number pass, and the one after them meets the fault. */
  public void after(int api, int passing, Fault fault) {
    Deque<Fault> faults = next.computeIfAbsent(api, number -> new ArrayDeque<>());
    synchronized (faults) {
      for (int i = 0; i < passing; i++) {
        faults.add(PASS);
      }
      faults.add(fault);
    }
  }

  /** Whether some fault was never met. */
  public boolean pending() {
    return next.values().stream().anyMatch(faults -> !faults.isEmpty());
  }

  public void clear() {
    next.clear();
    delays.clear();
  }

  /** Waits as long as requests of that number do. */
  void await(int api) {
    long left = delays.getOrDefault(api, Duration.ZERO).toNanos();
    for (long end = System.nanoTime() + left; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  Optional<Fault> take(int api) {
    Deque<Fault> faults = next.get(api);
    if (faults == null) {
      return Optional.empty();
    }
    synchronized (faults) {
      Fault fault = faults.poll();
      return fault == PASS ? Optional.empty() : Optional.ofNullable(fault);
    }
  }

  private static final Fault PASS = new Fault.Stall();
}
