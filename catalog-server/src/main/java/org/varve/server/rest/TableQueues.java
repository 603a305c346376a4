// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Where the commits of this process wait for their turn at a table, in the order in which they
 * came.
 *
 * <p>Tables share a bounded number of queues. Thread-safe.
 */
final class TableQueues {
  private static final int QUEUES = 256;

  /** Longest wait of a writer who has lost. */
  private static final Duration LONGEST = Duration.ofMillis(100);

  /** Waiting takes a thread: when so many wait already, nobody else does. */
  private static final int MAX_WAITING = 64;

  private final List<Queue> queues;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);

  TableQueues() {
    this.queues = IntStream.range(0, QUEUES).mapToObj(i -> new Queue()).toList();
  }

  /** Comes to the tables of one commit; {@link Place#close} leaves them. */
  Place enter(Collection<TableIdentifier> tables) {
    // In the order of their numbers, so that no two commits wait for each other.
    List<Queue> ordered =
        tables.stream()
            .map(table -> Math.floorMod(table.hashCode(), QUEUES))
            .distinct()
            .sorted()
            .map(queues::get)
            .toList();
    return new Place(ordered);
  }

  /** The commits to some tables. */
  private static final class Queue {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final AtomicInteger present = new AtomicInteger();

    /** How long the last turn took. */
    private final AtomicLong turnNanos = new AtomicLong();
  }

  /** One commit's place in its queues. Used by one thread. */
  final class Place implements AutoCloseable {
    private final List<Queue> entered;
    private long turnBegan;

    private Place(List<Queue> queues) {
      this.entered = queues;
      queues.forEach(queue -> queue.present.incrementAndGet());
    }

    /** Waits for its turn. */
    void begin() {
      entered.forEach(queue -> queue.lock.lock());
      turnBegan = System.nanoTime();
    }

    /** Ends its turn. */
    void end() {
      entered.forEach(queue -> queue.lock.unlock());
    }

    /** Ends its turn, in which it committed. */
    void committed() {
      long nanos = System.nanoTime() - turnBegan;
      entered.forEach(queue -> queue.turnNanos.set(nanos));
    }

    /** Lets a writer who has lost wait for its {@link #patience}. */
    void calmDown() {
      Duration patience = patience();
      if (!patience.isZero() && waiting.tryAcquire()) {
        try {
          LockSupport.parkNanos(patience.toNanos());
        } finally {
          waiting.release();
        }
      }
    }

    /**
     * As long as those who are here besides this writer take for a commit each: told at once that
     * it has lost, it would read the table and come back, only to lose to one of them, and all of
     * them together would keep the winner from its work.
     */
    Duration patience() {
      long nanos =
          entered.stream()
              .mapToLong(queue -> (queue.present.get() - 1) * queue.turnNanos.get())
              .max()
              .orElse(0);
      return Duration.ofNanos(Math.min(nanos, LONGEST.toNanos()));
    }

    @Override
    public void close() {
      entered.forEach(queue -> queue.present.decrementAndGet());
    }
  }
}
