// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.concurrent.CountDownLatch;
import org.varve.server.CatalogServer;

/** Keeps a server running until the process is told to end, and then stops it gracefully. */
final class UntilInterrupted {
  private UntilInterrupted() {}

  /** Does not return: the process ends when the server has stopped. */
  static void serve(CatalogServer server) {
    closeAtExit(server);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops {@code server} when the process ends in any way but by force. */
  static void closeAtExit(CatalogServer server) {
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "varve-stop"));
  }
}
