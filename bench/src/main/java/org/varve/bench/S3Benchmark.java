// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The S3 door beside s3proxy: both over a directory of the same disk, each in a process of its own
 * with as much memory, asked by the same client. They take turns.
 */
final class S3Benchmark implements Benchmark {
  private static final int MIB = 1024 * 1024;
  private static final long LARGE_BYTES = 100L * MIB;

  /** The compilers of both servers are busy for long, and would be what is measured. */
  private static final int WARMUP_TURNS = 5;

  private static final int WARMUP_ROUNDS = 10;
  private static final int LARGE_ROUNDS = 15;
  private static final int RANGE_BYTES = 64 * 1024;
  private static final int FILES = 20;
  private static final long FILE_BYTES = 16L * MIB;
  private static final int CLIENTS = 8;
  private static final int TURNS = 5;
  private static final long TURN_NANOS = 2_000_000_000L;

  /** One request over a connection. */
  private interface Request {
    void send(S3Connection connection, Random random) throws IOException;
  }

  /** What is done to a large object, and undone unmeasured. */
  private enum Transfer {
    GET {
      @Override
      void run(S3Connection connection, int round) throws IOException {
        connection.get("large");
      }
    },
    PUT {
      @Override
      void run(S3Connection connection, int round) throws IOException {
        connection.put("put-" + round, LARGE_BYTES);
      }

      @Override
      void undo(S3Connection connection, int round) throws IOException {
        connection.delete("put-" + round);
      }
    };

    abstract void run(S3Connection connection, int round) throws IOException;

    void undo(S3Connection connection, int round) throws IOException {}
  }

  /**
   * What a server did.
   *
   * @param cpuMillis of the server, per operation
   */
  private record Speed(double perSecond, double cpuMillis) {}

  @Override
  public List<Row> run(Scope scope) throws Exception {
    Path directory = Files.createTempDirectory("varve-bench-s3");
    try (S3Server door = S3Server.startDoor(Files.createDirectory(directory.resolve("door")));
        S3Server proxy = S3Server.startProxy(Files.createDirectory(directory.resolve("proxy")))) {
      prepare(door);
      prepare(proxy);
      List<Row> rows = new ArrayList<>();
      for (Transfer transfer : Transfer.values()) {
        Speed[] speeds = large(transfer, door, proxy);
        rows.add(
            row("S3 " + transfer + " 100 MiB", speeds, LARGE_BYTES / MIB, "MiB/s", LARGE_BYTES)
                .withLeastRatio(1));
      }
      Speed[] ranges = small(S3Benchmark::randomRange, door, proxy);
      String name = "S3 64 KiB ranges, 8 clients";
      rows.add(row(name, ranges, 1, "requests/s", RANGE_BYTES).withLeastRatio(2));
      rows.add(cpu(name + ", server's CPU", ranges).withLeastRatio(2));
      Speed[] heads = small(S3Benchmark::randomHead, door, proxy);
      rows.add(row("S3 HEAD, 8 clients", heads, 1, "requests/s", 0).withLeastRatio(2));
      rows.add(cpu("S3 HEAD, 8 clients, server's CPU", heads));
      return rows;
    } finally {
      delete(directory);
    }
  }

  private static Row row(String name, Speed[] speeds, double factor, String unit, long bytes) {
    var cost =
        new Cost(
            OptionalDouble.of(speeds[0].cpuMillis), OptionalDouble.empty(), OptionalLong.of(bytes));
    return Row.rate(
        name, speeds[0].perSecond * factor, unit, "s3proxy", speeds[1].perSecond * factor, cost);
  }

  private static Row cpu(String name, Speed[] speeds) {
    return Row.duration(name, speeds[0].cpuMillis, "s3proxy", speeds[1].cpuMillis, Cost.UNKNOWN);
  }

  private static void prepare(S3Server server) throws IOException {
    try (S3Connection connection = new S3Connection(server)) {
      connection.put("large", LARGE_BYTES);
      for (int i = 0; i < FILES; i++) {
        connection.put("file-" + i, FILE_BYTES);
      }
    }
  }

  private static void randomRange(S3Connection connection, Random random) throws IOException {
    long first = random.nextInt((int) FILE_BYTES - RANGE_BYTES);
    connection.range("file-" + random.nextInt(FILES), first, RANGE_BYTES);
  }

  private static void randomHead(S3Connection connection, Random random) throws IOException {
    connection.head("file-" + random.nextInt(FILES));
  }

  /** Medians of rounds in which the servers take turns. */
  private static Speed[] large(Transfer transfer, S3Server... servers) throws IOException {
    double[][] seconds = new double[servers.length][LARGE_ROUNDS];
    double[] cpu = new double[servers.length];
    for (int round = -WARMUP_ROUNDS; round < LARGE_ROUNDS; round++) {
      for (int i = 0; i < servers.length; i++) {
        try (S3Connection connection = new S3Connection(servers[i])) {
          double cpuBefore = cpuMillis(servers[i]);
          long start = System.nanoTime();
          transfer.run(connection, round);
          if (round >= 0) {
            seconds[i][round] = (System.nanoTime() - start) / 1e9;
            cpu[i] += cpuMillis(servers[i]) - cpuBefore;
          }
          transfer.undo(connection, round);
        }
      }
    }
    Speed[] speeds = new Speed[servers.length];
    for (int i = 0; i < servers.length; i++) {
      Arrays.sort(seconds[i]);
      speeds[i] = new Speed(1 / seconds[i][LARGE_ROUNDS / 2], cpu[i] / LARGE_ROUNDS);
    }
    return speeds;
  }

  /** Requests of many clients at once, in turns, after some to warm up. */
  private static Speed[] small(Request request, S3Server... servers) throws Exception {
    long[] requests = new long[servers.length];
    double[] seconds = new double[servers.length];
    double[] cpu = new double[servers.length];
    for (int turn = -WARMUP_TURNS; turn < TURNS; turn++) {
      for (int i = 0; i < servers.length; i++) {
        double cpuBefore = cpuMillis(servers[i]);
        long start = System.nanoTime();
        long count = count(request, servers[i]);
        if (turn >= 0) {
          requests[i] += count;
          seconds[i] += (System.nanoTime() - start) / 1e9;
          cpu[i] += cpuMillis(servers[i]) - cpuBefore;
        }
      }
    }
    Speed[] speeds = new Speed[servers.length];
    for (int i = 0; i < servers.length; i++) {
      speeds[i] = new Speed(requests[i] / seconds[i], cpu[i] / requests[i]);
    }
    return speeds;
  }

  private static long count(Request request, S3Server server) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      long end = System.nanoTime() + TURN_NANOS;
      List<Future<Long>> counts = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        var random = new Random(client);
        counts.add(threads.submit(() -> countUntil(end, request, server, random)));
      }
      long total = 0;
      for (Future<Long> count : counts) {
        total += count.get();
      }
      return total;
    } finally {
      threads.shutdownNow();
    }
  }

  private static long countUntil(long end, Request request, S3Server server, Random random)
      throws IOException {
    try (S3Connection connection = new S3Connection(server)) {
      long count = 0;
      while (System.nanoTime() < end) {
        request.send(connection, random);
        count++;
      }
      return count;
    }
  }

  private static double cpuMillis(S3Server server) {
    return server.cpu().toNanos() / 1e6;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
