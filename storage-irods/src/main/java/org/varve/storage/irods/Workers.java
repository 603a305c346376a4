// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for the length of one call. Closing waits until everything is done. One thread at a
 * time submits.
 */
final class Workers implements AutoCloseable {
  private final ExecutorService executor;
  private final Semaphore room;

  Workers(String name, int threads) {
    var number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, name + "-" + number.incrementAndGet()));
    // Bounds what waits in the queue, whose length is the caller's otherwise.
    this.room = new Semaphore(4 * threads);
  }

  /** Runs the task soon; it handles its own failures. */
  void run(Runnable task) {
    room.acquireUninterruptibly();
    executor.execute(
        () -> {
          try {
            task.run();
          } finally {
            room.release();
          }
        });
  }

  @Override
  public void close() {
    executor.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (executor.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true; // half of a deletion would be reported as all of it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
