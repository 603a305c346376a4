// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one client: one that tidies up now and then, and one for each piece of a file that
 * is sent or digested at this moment. Thread-safe; the client closes it.
 */
final class IrodsThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IrodsThreads.class);
  private static final int UNUSED_SECONDS = 10;

  private final ScheduledExecutorService reaper =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "irods-reaper"));
  private final ExecutorService writers =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          UNUSED_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> daemon(task, "irods-writer"),
          (task, executor) -> task.run()); // when closed: the write fails next, and says so

  /** Tidies up twice in each idle time. */
  IrodsThreads(Duration idleTimeout, Runnable tidyUp) {
    long period = Math.max(1, idleTimeout.toMillis() / 2);
    var unused =
        reaper.scheduleWithFixedDelay(() -> attempt(tidyUp), period, period, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // Thrown on, it would end the task for good.
      LOG.warn("Failed to close unused iRODS connections", e);
    }
  }

  CompletableFuture<Void> runBeside(Runnable task) {
    return CompletableFuture.runAsync(task, writers);
  }

  @Override
  public void close() {
    reaper.shutdownNow();
    writers.shutdown();
  }
}
