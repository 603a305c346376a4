// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.Maintenance;
import org.varve.catalog.Maintenance.Maintained;
import org.varve.catalog.MaintenanceTurns;

/**
 * Maintains every table from time to time, one after the other, on a thread of its own: what {@code
 * varve maintain} does. Of the servers on a database one does it. Whoever started it closes it,
 * before the database.
 */
public final class MaintenanceKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceKeeper.class);
  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final int CLOSE_SECONDS = 10;

  private final Maintenance maintenance;
  private final BucketLeftovers leftovers;
  private final MaintenanceTurns turns;
  private final Listener listener;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(MaintenanceKeeper::thread);

  private final ScheduledFuture<?> passes;

  /** Written by whoever closes, read between two tables. */
  private volatile boolean closed;

  private MaintenanceKeeper(
      Maintenance maintenance,
      BucketLeftovers leftovers,
      MaintenanceTurns turns,
      Duration interval,
      Listener listener) {
    this.maintenance = maintenance;
    this.leftovers = leftovers;
    this.turns = turns;
    this.listener = listener;
    long millis = Math.min(LOOK.toMillis(), interval.toMillis());
    this.passes =
        timer.scheduleWithFixedDelay(
            () -> keepQuietly(interval), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "varve-maintenance");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts to keep tables.
   *
   * @param interval from the beginning of one maintenance to that of the next
   */
  public static MaintenanceKeeper start(
      Maintenance maintenance,
      BucketLeftovers leftovers,
      MaintenanceTurns turns,
      Duration interval,
      Listener listener) {
    return new MaintenanceKeeper(maintenance, leftovers, turns, interval, listener);
  }

  /** For a timer: a failure is logged, and the next time tries again. */
  private void keepQuietly(Duration interval) {
    try {
      if (turns.begin(interval)) {
        try {
          keep();
        } finally {
          turns.end();
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("Failed to maintain tables", e);
    }
  }

  private void keep() {
    Sum sum = new Sum();
    for (TableIdentifier table : maintenance.listTables(Optional.empty())) {
      if (closed || !turns.renew()) {
        return;
      }
      maintenance.maintain(table).ifPresent(sum::add);
    }
    BucketLeftovers.Swept swept = leftovers.sweep();
    LOG.info("Maintained {}, {} leftovers deleted", sum, swept.deleted());
    listener.maintained(sum.mergedFiles, sum.failures + swept.failures().size());
  }

  /** Lets the table under way be finished, for a bounded time. */
  @Override
  public void close() {
    closed = true;
    passes.cancel(false);
    timer.shutdown();
    try {
      if (!timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        timer.shutdownNow();
        LOG.warn("Maintenance did not end in time");
      }
    } catch (InterruptedException e) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Is told of every maintenance. */
  @FunctionalInterface
  public interface Listener {
    /** One is over. */
    void maintained(int mergedFiles, int failures);
  }

  /** What was done to all tables. Used by one thread. */
  private static final class Sum {
    private int tables;
    private int expiredSnapshots;
    private int mergedFiles;
    private int deletedOrphans;
    private int failures;

    void add(Maintained table) {
      tables++;
      expiredSnapshots += table.expiredSnapshots();
      mergedFiles += table.mergedFiles();
      deletedOrphans += table.deletedOrphans();
      failures += table.failures().size();
    }

    @Override
    public String toString() {
      return "%d tables: %d snapshots expired, %d files fewer, %d orphans deleted, %d failures"
          .formatted(tables, expiredSnapshots, mergedFiles, deletedOrphans, failures);
    }
  }
}
