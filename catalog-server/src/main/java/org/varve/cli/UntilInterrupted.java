// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.concurrent.CountDownLatch;
import org.varve.server.CatalogServer;

/** Keeps a server running until the process is told to end, and then stops it gracefully. */
final class UntilInterrupted {
  private UntilInterrupted() {}

  /** Runs {@code server} until then. */
  static void serve(CatalogServer server) {
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "varve-stop"));
    await();
  }

  /** Does not return: the process ends when its shutdown hooks have. */
  static void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
