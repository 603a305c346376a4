// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsConnection.Effect;

/**
 * Requests on connections of the pool. A question that loses its connection is asked once more; a
 * change never is. Thread-safe.
 */
final class IrodsRequests {
  /** How long the server may take to notice that a writer is gone; no longer than an answer. */
  private static final Duration MAX_SETTLING = Duration.ofSeconds(5);

  private final IrodsConnectionPool pool;
  private final Duration settling;

  IrodsRequests(IrodsConnectionPool pool, Duration readTimeout) {
    this.pool = pool;
    this.settling = readTimeout.compareTo(MAX_SETTLING) < 0 ? readTimeout : MAX_SETTLING;
  }

  void change(String verb, LogicalPath path, IrodsConnection.Request request) {
    try (var lease = pool.lease()) {
      lease.connection().request(Effect.CHANGES, verb, path.text(), request);
    }
  }

  <T> T read(Function<IrodsConnection, T> question) {
    IrodsClientException lost;
    try (var lease = pool.lease()) {
      try {
        return question.apply(lease.connection());
      } catch (IrodsClientException e) {
        if (!lease.connection().isBroken() || !lostConnection(e)) {
          throw e;
        }
        lost = e;
      }
    }
    try (var lease = pool.lease()) {
      return question.apply(lease.connection());
    } catch (IrodsClientException e) {
      e.addSuppressed(lost);
      throw e;
    }
  }

  /** As {@link #read} for what passes on its answer as it comes, and so is asked only once. */
  void readOnce(Consumer<IrodsConnection> question) {
    try (var lease = pool.lease()) {
      question.accept(lease.connection());
    }
  }

  /** Asks until no writer holds the object, or it is time to give up. */
  ObjectLookup settle(Function<IrodsConnection, ObjectLookup> question) {
    long deadline = System.nanoTime() + settling.toNanos();
    long pauseMillis = 10;
    while (true) {
      ObjectLookup found = read(question);
      boolean pending = found instanceof ObjectLookup.Broken broken && broken.beingWritten();
      if (!pending || System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
        return found;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      pauseMillis = Math.min(2 * pauseMillis, 500);
    }
  }

  /** Whether a question may be asked again; who waited in vain once does not wait again. */
  static boolean lostConnection(IrodsClientException e) {
    return e.kind() == Kind.UNAVAILABLE
        && e.getCause() != null
        && !(e.getCause() instanceof SocketTimeoutException);
  }
}
