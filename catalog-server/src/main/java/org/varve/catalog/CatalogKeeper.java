// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the catalog needs from time to time, on a thread of its own. Every server on a database
 * may have one. Whoever started it closes it, before the database.
 */
public final class CatalogKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogKeeper.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** So that one pass ends, and what else is to be done gets its turn. */
  private static final int MAX_PURGES = 100;

  private final Purge purge;
  private final EventLog events;
  private final EventLimits limits;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("varve-keeper"));

  private final ScheduledFuture<?> passes;

  private CatalogKeeper(PostgresCatalog catalog, EventLimits limits) {
    this.purge = catalog.purge();
    this.events = catalog.events();
    this.limits = limits;
    this.passes =
        timer.scheduleWithFixedDelay(
            this::keepQuietly, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Starts to keep a catalog. */
  public static CatalogKeeper start(PostgresCatalog catalog, EventLimits limits) {
    return new CatalogKeeper(catalog, limits);
  }

  /** For a timer: a failure is logged, and the next time tries again. */
  private void keepQuietly() {
    try {
      purge.run(MAX_PURGES);
      events.prune(limits.retention(), limits.maxCount());
    } catch (RuntimeException e) {
      LOG.warn("Failed to keep the catalog", e);
    }
  }

  /** How long events are kept, and how many. */
  public record EventLimits(Duration retention, long maxCount) {}

  /** Does not wait for what is under way: it is safe to interrupt, and goes on elsewhere. */
  @Override
  public void close() {
    passes.cancel(false);
    timer.shutdownNow();
  }
}
