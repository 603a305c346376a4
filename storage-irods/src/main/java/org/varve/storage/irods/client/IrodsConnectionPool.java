// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.client.IrodsClientException.Kind;

/**
 * At most so many connections, lent for one request or a few, first come first served.
 *
 * <p>An open data object lives on one connection. Whoever has one open does not keep the connection
 * but leases that very connection again for each request, so that any number of open data objects
 * can share the pool without waiting for each other for ever.
 *
 * <p>Thread-safe. Connections that failed are not lent again. Whoever made the pool closes it.
 */
final class IrodsConnectionPool implements AutoCloseable {
  private final IrodsConfig config;

  /** Guards everything below, and what happens in connections between two leases. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<IrodsConnection> idle = new ArrayDeque<>();
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private int connections;
  private boolean closed;

  IrodsConnectionPool(IrodsConfig config) {
    this.config = config;
  }

  /** Somebody in the queue; its fields are guarded by the pool's lock. */
  private static final class Waiter {
    private final @Nullable IrodsConnection wanted;
    private final Condition changed;
    private @Nullable IrodsConnection granted;
    private boolean mayOpen;
    private boolean gone;

    Waiter(@Nullable IrodsConnection wanted, Condition changed) {
      this.wanted = wanted;
      this.changed = changed;
    }

    boolean isServed() {
      return granted != null || mayOpen || gone;
    }
  }

  /** A borrowed connection. Whoever took it closes it; closing twice does nothing. */
  final class Lease implements AutoCloseable {
    private final IrodsConnection connection;
    private boolean returned;

    private Lease(IrodsConnection connection) {
      this.connection = connection;
    }

    IrodsConnection connection() {
      return connection;
    }

    @Override
    public void close() {
      if (!returned) {
        returned = true;
        giveBack(connection);
      }
    }
  }

  /**
   * Borrows any connection for a request, waiting its turn.
   *
   * @throws IrodsClientException with kind {@code UNAVAILABLE} if none became free in time or the
   *     zone is down, {@code FORBIDDEN} if the login is refused
   */
  Lease lease() {
    return leaseAny(false);
  }

  /** As {@link #lease}, for opening a data object: rather a connection that has none open. */
  Lease leaseForOpening() {
    return leaseAny(true);
  }

  private Lease leaseAny(boolean forOpening) {
    while (true) {
      Optional<IrodsConnection> taken = takeAny(forOpening);
      if (taken.isEmpty()) {
        return new Lease(openReserved());
      }
      IrodsConnection connection = taken.get();
      if (connection.isAlive()) {
        return new Lease(connection);
      }
      giveBack(connection);
    }
  }

  /** An idle connection, or empty for the permission to open one more. */
  private Optional<IrodsConnection> takeAny(boolean forOpening) {
    lock.lock();
    try {
      checkOpen();
      if (waiters.isEmpty()) {
        Optional<IrodsConnection> found = forOpening ? leastUsedIdle() : firstIdle();
        boolean roomier = forOpening && connections < config.pool().maxConnections();
        if (found.isPresent() && !(roomier && found.get().descriptors() > 0)) {
          idle.remove(found.get());
          return found;
        }
        if (connections < config.pool().maxConnections()) {
          connections++;
          return Optional.empty();
        }
      }
      return Optional.ofNullable(await(new Waiter(null, lock.newCondition())).granted);
    } finally {
      lock.unlock();
    }
  }

  private Optional<IrodsConnection> firstIdle() {
    return Optional.ofNullable(idle.peekFirst());
  }

  private Optional<IrodsConnection> leastUsedIdle() {
    return idle.stream().min(Comparator.comparingInt(IrodsConnection::descriptors));
  }

  /**
   * Borrows that very connection.
   *
   * @throws IrodsClientException with kind {@code UNAVAILABLE} if it is broken, or did not become
   *     free in time
   */
  Lease lease(IrodsConnection wanted) {
    lock.lock();
    try {
      checkOpen();
      if (wanted.isBroken()) {
        throw lost();
      }
      if (idle.remove(wanted)) {
        return new Lease(wanted);
      }
      Waiter served = await(new Waiter(wanted, lock.newCondition()));
      if (served.granted == null) {
        throw lost();
      }
      return new Lease(served.granted);
    } finally {
      lock.unlock();
    }
  }

  private Waiter await(Waiter waiter) {
    waiters.addLast(waiter);
    long left = config.pool().leaseTimeout().toNanos();
    try {
      while (!waiter.isServed()) {
        if (left <= 0) {
          throw IrodsClientException.of(
              Kind.UNAVAILABLE,
              "Cannot lease iRODS connection: none of %d became free within %s"
                  .formatted(config.pool().maxConnections(), config.pool().leaseTimeout()));
        }
        left = waiter.changed.awaitNanos(left);
      }
      if (waiter.gone) {
        checkOpen();
      }
      return waiter;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      hand(waiter);
      throw IrodsClientException.of(
          Kind.UNAVAILABLE, "Cannot lease iRODS connection: interrupted", e);
    } finally {
      waiters.remove(waiter);
    }
  }

  /** Passes on what a waiter was given and does not take. */
  private void hand(Waiter waiter) {
    if (waiter.granted != null) {
      idle.addFirst(waiter.granted);
    }
    if (waiter.mayOpen) {
      connections--;
    }
    waiters.remove(waiter);
    serveWaiters();
  }

  private IrodsConnection openReserved() {
    boolean opened = false;
    try {
      IrodsConnection connection = openTwice();
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        forget();
      }
    }
  }

  /** Logging in changes nothing, so a connection that is lost meanwhile is tried once more. */
  private IrodsConnection openTwice() {
    try {
      return IrodsConnection.open(config);
    } catch (IrodsClientException e) {
      if (!IrodsRequests.lostConnection(e)) {
        throw e;
      }
      return IrodsConnection.open(config);
    }
  }

  private void giveBack(IrodsConnection connection) {
    boolean drop;
    lock.lock();
    try {
      drop = closed || connection.isBroken();
      if (!drop) {
        idle.addFirst(connection);
        serveWaiters();
      }
    } finally {
      lock.unlock();
    }
    if (drop) {
      connection.close();
      forget();
    }
  }

  /** One connection fewer: whoever waited for it is told, and somebody may open another. */
  private void forget() {
    lock.lock();
    try {
      connections--;
      for (Waiter waiter : waiters) {
        if (waiter.wanted != null && waiter.wanted.isBroken()) {
          waiter.gone = true;
          waiter.changed.signal();
        }
      }
      serveWaiters();
    } finally {
      lock.unlock();
    }
  }

  /** Gives what is free to the longest waiting who can use it. */
  private void serveWaiters() {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.isServed()) {
        continue;
      }
      if (waiter.wanted != null) {
        if (idle.remove(waiter.wanted)) {
          waiter.granted = waiter.wanted;
          waiter.changed.signal();
        }
      } else if (!idle.isEmpty()) {
        waiter.granted = idle.removeFirst();
        waiter.changed.signal();
      } else if (connections < config.pool().maxConnections()) {
        connections++;
        waiter.mayOpen = true;
        waiter.changed.signal();
      }
    }
  }

  /** Closes connections that were unused for too long and have nothing open. */
  void closeIdle() {
    List<IrodsConnection> expired = new ArrayList<>();
    lock.lock();
    try {
      for (Iterator<IrodsConnection> i = idle.iterator(); i.hasNext(); ) {
        IrodsConnection connection = i.next();
        if (connection.descriptors() == 0 && connection.isIdleFor(config.pool().idleTimeout())) {
          i.remove();
          expired.add(connection);
        }
      }
    } finally {
      lock.unlock();
    }
    for (IrodsConnection connection : expired) {
      connection.close();
      forget();
    }
  }

  /** Connections that are open, or being opened. */
  int connections() {
    lock.lock();
    try {
      return connections;
    } finally {
      lock.unlock();
    }
  }

  /** Connections that are lent. */
  int leased() {
    lock.lock();
    try {
      return connections - idle.size();
    } finally {
      lock.unlock();
    }
  }

  /** Closes what is idle now, and the rest when it comes back; whoever waits is refused. */
  @Override
  public void close() {
    List<IrodsConnection> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(idle);
      idle.clear();
      connections -= left.size();
      for (Waiter waiter : waiters) {
        waiter.gone = true;
        waiter.changed.signal();
      }
    } finally {
      lock.unlock();
    }
    left.forEach(IrodsConnection::close);
  }

  private void checkOpen() {
    if (closed) {
      throw IrodsClientException.of(
          Kind.UNAVAILABLE, "Cannot lease iRODS connection: the client is closed");
    }
  }

  private static IrodsClientException lost() {
    return IrodsClientException.of(
        Kind.UNAVAILABLE, "Cannot lease iRODS connection: the one of this data object is lost");
  }
}
