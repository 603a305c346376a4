// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A complete local copy that stays where it is until this is closed. Thread-safe; closed by who
 * pinned it; closing twice does nothing.
 */
final class CachedFile implements AutoCloseable {
  private final Path path;
  private final long length;
  private final Runnable unpin;
  private final AtomicBoolean closed = new AtomicBoolean();

  CachedFile(Path path, long length, Runnable unpin) {
    this.path = path;
    this.length = length;
    this.unpin = unpin;
  }

  Path path() {
    return path;
  }

  long length() {
    return length;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      unpin.run();
    }
  }
}
