// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.varve.client.LakehouseClient;
import org.varve.history.Baseline;
import org.varve.history.HistorySnapshot;
import org.varve.history.Page;
import org.varve.history.Project;

/**
 * Enrolls a collection that has many AVUs already, on a server with a small heap: their baseline
 * must not grow with them. On the zone of the tests alone, which can be given so many.
 */
final class IrodsBaseline {
  private static final String PATH = "/tempZone/home/alice/proj";
  private static final String PASSWORD = "a password";
  private static final int HEAP_MEBIBYTES = 256;
  private static final int MOST_CHANGES = 100_000;
  private static final long POLL_NANOS = 250_000_000;

  private IrodsBaseline() {}

  static List<Row> run(int avus) throws Exception {
    Path directory = Files.createTempDirectory("varve-bench-baseline");
    try (BenchZone zone =
        BenchZone.start("varve:" + PASSWORD, "alice:" + PASSWORD, "alice=" + PATH + "?" + avus)) {
      return measure(zone, directory, avus);
    } finally {
      delete(directory);
    }
  }

  private static List<Row> measure(BenchZone zone, Path directory, int avus) throws Exception {
    try (RestServer server = RestServer.startVarve(directory, settings(zone), HEAP_MEBIBYTES);
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      double cpu = server.cpuMillis();
      long start = System.nanoTime();
      Project project = client.registerProject(PATH);
      Baseline baseline = awaited(client, server, project);
      double seconds = (System.nanoTime() - start) / 1e9;
      check(client, project, baseline, avus);
      var cost =
          new Cost(
              OptionalDouble.of(server.cpuMillis() - cpu),
              OptionalDouble.empty(),
              OptionalLong.empty());
      String name = "baseline of %,d AVUs, heap of %d MiB".formatted(avus, HEAP_MEBIBYTES);
      return List.of(
          Row.plain(name, avus / seconds, "AVUs/s", cost),
          Row.plain(name + ", whole process", server.peakMebibytes(), "MiB", cost));
    }
  }

  private static Map<String, String> settings(BenchZone zone) {
    Map<String, String> settings = new HashMap<>(zone.settings());
    settings.put("storage", "irods");
    settings.put("irods.user", "varve");
    settings.put("irods.password", PASSWORD);
    settings.put("irods.owner.user", "alice");
    settings.put("irods.owner.password", PASSWORD);
    return settings;
  }

  private static Baseline awaited(LakehouseClient client, RestServer server, Project project) {
    while (true) {
      Baseline baseline = client.baseline(project.id());
      System.err.printf(
          "\rbaseline: %,d AVUs, %d of %d collections",
          baseline.avus(), baseline.collectionsDone(), baseline.collections());
      if (baseline.state() == Baseline.State.FINISHED) {
        System.err.println();
        return baseline;
      }
      if (baseline.state() == Baseline.State.FAILED || !server.isAlive()) {
        throw new IllegalStateException("The baseline failed: " + baseline);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** All are in the history, in change sets that are not too long. */
  private static void check(LakehouseClient client, Project project, Baseline baseline, int avus) {
    long changes = 0;
    Optional<String> token = Optional.empty();
    do {
      Page<HistorySnapshot> page = client.snapshots(project.id(), 100, token);
      for (HistorySnapshot snapshot : page.items()) {
        changes += snapshot.changes();
        if (snapshot.changes() > MOST_CHANGES) {
          throw new IllegalStateException("A change set is too long: " + snapshot);
        }
      }
      token = Optional.ofNullable(page.nextPageToken());
    } while (token.isPresent());
    if (baseline.avus() != avus || baseline.skipped() != 0 || changes != avus) {
      throw new IllegalStateException(changes + " changes are recorded: " + baseline);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
