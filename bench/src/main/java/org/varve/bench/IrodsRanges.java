// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.client.IrodsClient;

/** Ranges of 64 KiB at random places: one reader, as many as connections, and more. */
final class IrodsRanges {
  private static final int RANGE_BYTES = 64 * 1024;
  private static final int FILE_BYTES = 16 << 20;
  private static final int CONNECTIONS = 8;
  private static final int CALLERS = 64;
  private static final long NANOS = 1_500_000_000L;

  private final BenchZone zone;

  /** Reads one range at a position. */
  private interface Reader {
    void read(long position, byte[] target) throws IOException;
  }

  private interface Opener {
    Reader open(int number) throws Exception;
  }

  private record Speed(double perSecond, Cost cost) {}

  IrodsRanges(BenchZone zone) {
    this.zone = zone;
  }

  List<Row> run() throws Exception {
    List<AutoCloseable> open = new ArrayList<>();
    try (IrodsClient client = zone.client(CONNECTIONS);
        IrodsFileIO files = new IrodsFileIO(client)) {
      write(files);
      Opener kept = number -> keptStream(files, number, open);
      Speed one = speed(1, kept);
      Speed eight = speed(CONNECTIONS, kept);
      Speed many = speed(CALLERS, kept);
      Speed anew = speed(1, number -> openedAnew(files, number));
      Speed lowAnew = speed(1, number -> lowLevelAnew(open));
      Speed lowEight = speed(CONNECTIONS, number -> lowLevelKept(number, open));
      String ranges = "64 KiB ranges, ";
      return List.of(
          row(ranges + "a stream kept open", one, "open, read, close", lowAnew).withLeastRatio(10),
          row(ranges + "a stream for each", anew, "open, read, close", lowAnew),
          row(ranges + "8 readers", eight, "8 low-level connections", lowEight).withLeastRatio(0.8),
          row(ranges + "8 readers", eight, "one reader", one),
          row(ranges + "64 callers, 8 connections", many, "8 callers", eight));
    } finally {
      for (AutoCloseable closeable : open) {
        closeable.close();
      }
    }
  }

  private Row row(String name, Speed ours, String baseline, Speed other) {
    return Row.rate(
        name + ", " + zone.label(),
        ours.perSecond(),
        "ranges/s",
        baseline,
        other.perSecond(),
        ours.cost());
  }

  private void write(IrodsFileIO files) throws IOException {
    for (int number = 0; number < CONNECTIONS; number++) {
      byte[] content = new byte[FILE_BYTES];
      new Random(number).nextBytes(content);
      try (PositionOutputStream stream = files.newOutputFile(location(number)).create()) {
        stream.write(content);
      }
    }
  }

  private String location(int number) {
    return zone.location("ranges-" + number % CONNECTIONS);
  }

  private Reader keptStream(IrodsFileIO files, int number, List<AutoCloseable> open) {
    SeekableInputStream stream = files.newInputFile(location(number)).newStream();
    open.add(stream);
    return (position, target) -> ((RangeReadable) stream).readFully(position, target);
  }

  private Reader openedAnew(IrodsFileIO files, int number) {
    return (position, target) -> {
      try (SeekableInputStream stream = files.newInputFile(location(number)).newStream()) {
        ((RangeReadable) stream).readFully(position, target);
      }
    };
  }

  private Reader lowLevelAnew(List<AutoCloseable> open) throws Exception {
    LowLevelCalls calls = zone.connect();
    open.add(calls);
    String path = zone.path("ranges-0");
    return (position, target) -> {
      int descriptor = calls.openForReading(path);
      calls.readAt(descriptor, position, target);
      calls.closeReading(descriptor);
    };
  }

  private Reader lowLevelKept(int number, List<AutoCloseable> open) throws Exception {
    LowLevelCalls calls = zone.connect();
    open.add(calls);
    int descriptor = calls.openForReading(zone.path("ranges-" + number % CONNECTIONS));
    return (position, target) -> calls.readAt(descriptor, position, target);
  }

  /** How many ranges so many callers read in a while, all of them together. */
  private static Speed speed(int callers, Opener opener) throws Exception {
    List<Reader> readers = new ArrayList<>();
    for (int number = 0; number < callers; number++) {
      readers.add(opener.open(number));
    }
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      count(threads, readers, NANOS / 5);
      long cpu = Measured.processCpuNanos();
      long start = System.nanoTime();
      long ranges = count(threads, readers, NANOS);
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuMillis = (Measured.processCpuNanos() - cpu) / 1e6 / ranges;
      var cost =
          new Cost(
              OptionalDouble.of(cpuMillis), OptionalDouble.empty(), OptionalLong.of(RANGE_BYTES));
      return new Speed(ranges / seconds, cost);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long count(ExecutorService threads, List<Reader> readers, long nanos)
      throws Exception {
    long end = System.nanoTime() + nanos;
    List<Future<Long>> counts = new ArrayList<>();
    for (int number = 0; number < readers.size(); number++) {
      Reader reader = readers.get(number);
      var random = new Random(number);
      counts.add(
          threads.submit(
              () -> {
                byte[] target = new byte[RANGE_BYTES];
                long count = 0;
                while (System.nanoTime() < end) {
                  reader.read(random.nextInt(FILE_BYTES - RANGE_BYTES), target);
                  count++;
                }
                return count;
              }));
    }
    long total = 0;
    for (Future<Long> count : counts) {
      total += count.get();
    }
    return total;
  }
}
