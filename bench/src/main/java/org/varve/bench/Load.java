// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server did for some clients at once.
 *
 * @param rate operations a second
 * @param medianMillis of one operation
 * @param serverCpuMillis CPU time of the server process for one operation
 */
record Load(double rate, double medianMillis, double serverCpuMillis) {

  /** What one client does again and again; it says whether that counts. */
  interface Client extends Closeable {
    boolean run() throws Exception;

    @Override
    default void close() throws IOException {}
  }

  /** Lets the clients run for a time. */
  static Load during(RestServer server, List<? extends Client> clients, Duration time)
      throws Exception {
    long end = System.nanoTime() + time.toNanos();
    return of(server, clients, () -> System.nanoTime() >= end);
  }

  /** Lets the clients run until they have done so much together. */
  static Load times(RestServer server, int runs, List<? extends Client> clients) throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<Client> counted = new ArrayList<>();
    for (Client client : clients) {
      counted.add(
          () -> {
            boolean counts = client.run();
            if (counts) {
              done.incrementAndGet();
            }
            return counts;
          });
    }
    return of(server, counted, () -> done.get() >= runs);
  }

  /** Lets one client run a number of times. */
  static Load times(RestServer server, int runs, Client client) throws Exception {
    return times(server, runs, List.of(client));
  }

  private static Load of(RestServer server, List<? extends Client> clients, Callable<Boolean> over)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      double cpu = server.cpuMillis();
      long start = System.nanoTime();
      List<Future<double[]>> running = new ArrayList<>();
      for (Client client : clients) {
        running.add(threads.submit(() -> loop(client, over)));
      }
      List<double[]> millis = new ArrayList<>();
      for (Future<double[]> each : running) {
        millis.add(each.get());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double[] all = millis.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
      return new Load(
          all.length / seconds, all[all.length / 2], (server.cpuMillis() - cpu) / all.length);
    } finally {
      threads.shutdown();
    }
  }

  private static double[] loop(Client client, Callable<Boolean> over) throws Exception {
    List<Double> millis = new ArrayList<>();
    while (!over.call()) {
      long start = System.nanoTime();
      if (client.run()) {
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    return millis.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The one in the middle, by rate. */
  static Load median(List<Load> loads) {
    List<Load> sorted = new ArrayList<>(loads);
    sorted.sort(Comparator.comparingDouble(Load::rate));
    return sorted.get(sorted.size() / 2);
  }

  Cost cost() {
    return new Cost(
        OptionalDouble.of(serverCpuMillis), OptionalDouble.empty(), OptionalLong.empty());
  }
}
