// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened, to be closed in reverse order. One thread at a time.
 *
 * <p>Used while things are wired, so that a failure half-way leaves nothing open.
 */
final class Closer implements AutoCloseable {
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  /** Takes over the closing of {@code resource}. */
  <T extends AutoCloseable> T add(T resource) {
    owned.push(resource);
    return resource;
  }

  /** Closes everything after a failure, and returns that failure with later ones suppressed. */
  RuntimeException closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** Closes everything once, whatever fails; the first failure carries the later ones. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        RuntimeException failure =
            e instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("Failed to close a resource", e);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
