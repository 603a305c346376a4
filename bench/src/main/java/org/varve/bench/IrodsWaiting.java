// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;

/** 64 callers of a pool of 8 whose server says nothing: 8 wait for it, and 56 for them. */
final class IrodsWaiting {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CONNECTIONS = 8;
  private static final int CALLERS = 64;
  private static final long NANOS = 3_000_000_000L;

  private IrodsWaiting() {}

  static Row run() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (var silence = new ServerSocket(0, CALLERS, InetAddress.getLoopbackAddress());
        var client = new IrodsClient(config(silence))) {
      for (int caller = 0; caller < CALLERS; caller++) {
        threads.execute(() -> ask(client));
      }
      pause(NANOS / 3);
      long cpu = Measured.processCpuNanos();
      long start = System.nanoTime();
      pause(NANOS);
      double cpuNanos = Measured.processCpuNanos() - cpu;
      double percent = 100 * cpuNanos / (System.nanoTime() - start);
      var cost =
          new Cost(OptionalDouble.of(cpuNanos / 1e6), OptionalDouble.empty(), OptionalLong.empty());
      return Row.plain("CPU while 64 callers wait for 8 connections", percent, "% of a core", cost)
          .withMostValue(1);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void ask(IrodsClient client) {
    try {
      client.checkAvailable();
    } catch (IrodsClientException e) {
      // It ends when the client is closed.
    }
  }

  private static IrodsConfig config(ServerSocket silence) {
    return new IrodsConfig(
        new IrodsEndpoint(
            silence.getInetAddress().getHostAddress(), silence.getLocalPort(), "nowhere"),
        new IrodsLogin(IrodsLogin.Scheme.NATIVE, "nobody", "nothing"),
        IrodsTls.OFF,
        new IrodsTimeouts(PATIENCE, PATIENCE),
        new IrodsPoolLimits(CONNECTIONS, PATIENCE, PATIENCE),
        "");
  }

  private static void pause(long nanos) throws InterruptedException {
    java.util.concurrent.TimeUnit.NANOSECONDS.sleep(nanos);
  }
}
