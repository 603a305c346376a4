// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads called {@code varve-<what>-<number>}. */
final class NamedThreads implements ThreadFactory {
  private final String what;
  private final AtomicInteger count = new AtomicInteger();

  NamedThreads(String what) {
    this.what = what;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "varve-" + what + "-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
