// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.admin;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.EventLog;
import org.varve.sql.QueryException;

/**
 * Requests that wait for the next event. They hold no thread: one looks for all of them, also for
 * events of other servers. Thread-safe; whoever made it closes it, and then all are answered.
 * Closing twice does nothing.
 */
public final class EventWaiters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventWaiters.class);
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int MAX_WAITERS = 1_000;

  private final EventLog events;
  private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  /** Set once by whoever closes, before the last look at the queue; read after joining it. */
  private volatile boolean closed;

  private final ScheduledExecutorService timer;
  private final ScheduledFuture<?> looks;

  /** Waiters for events of a log. */
  public EventWaiters(EventLog events) {
    this.events = events;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "varve-events");
              thread.setDaemon(true);
              return thread;
            });
    this.looks =
        timer.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Completes when there is an event after a sequence, or the time is over.
   *
   * @throws QueryException of kind SLOW_DOWN if too many wait
   */
  CompletableFuture<Void> await(long after, Duration time) {
    if (count.incrementAndGet() > MAX_WAITERS) {
      count.decrementAndGet();
      throw new QueryException(
          QueryException.Kind.SLOW_DOWN, "Cannot wait for events: too many wait already");
    }
    Waiter waiter =
        new Waiter(after, System.nanoTime() + time.toNanos(), new CompletableFuture<>());
    waiters.add(waiter);
    if (closed) {
      waiter.answer().complete(null);
    }
    return waiter.answer();
  }

  private void look() {
    if (waiters.isEmpty()) {
      return;
    }
    try {
      answerUpTo(events.last());
    } catch (RuntimeException e) {
      // Those whose time is over are told by the read that follows.
      LOG.debug("Failed to look for events", e);
      answerUpTo(Long.MIN_VALUE);
    }
  }

  private void answerUpTo(long last) {
    long now = System.nanoTime();
    for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (waiter.after() < last || now - waiter.deadlineNanos() >= 0) {
        each.remove();
        count.decrementAndGet();
        waiter.answer().complete(null);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    looks.cancel(false);
    timer.shutdownNow();
    waiters.forEach(waiter -> waiter.answer().complete(null));
    waiters.clear();
  }

  private record Waiter(long after, long deadlineNanos, CompletableFuture<Void> answer) {}
}
