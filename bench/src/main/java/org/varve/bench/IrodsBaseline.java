// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
import org.varve.storage.irods.zone.InProcessZone;

/**
 * Enrolls a collection that has many AVUs already, on a server with a small heap: their baseline
 * must not grow with them. On the zone of the tests alone, which is in this process and answers as
 * fast as it can.
 */
final class IrodsBaseline {
  private static final String PATH = InProcessZone.ZONE + "/home/alice/proj";
  private static final int HEAP_MEBIBYTES = 256;
  private static final int AVUS_AN_OBJECT = 50;
  private static final int OBJECTS_A_COLLECTION = 200;
  private static final int MOST_CHANGES = 100_000;
  private static final long POLL_NANOS = 250_000_000;

  private IrodsBaseline() {}

  static List<Row> run(int avus) throws Exception {
    Path directory = Files.createTempDirectory("varve-bench-baseline");
    try (InProcessZone zone = InProcessZone.start(directory.resolve("vault"))) {
      plant(zone, avus);
      return measure(zone, directory.resolve("server"), avus);
    } finally {
      delete(directory);
    }
  }

  private static void plant(InProcessZone zone, int avus) throws IOException {
    zone.addUser("varve", "a password");
    zone.addUser("alice", "a password");
    zone.makeOwned("alice", "/" + PATH);
    for (int object = 0; object < avus / AVUS_AN_OBJECT; object++) {
      String path = "/%s/run %d/file %d.csv".formatted(PATH, object / OBJECTS_A_COLLECTION, object);
      zone.plantObject("alice", path, 0, new byte[1]);
      for (int i = 0; i < AVUS_AN_OBJECT; i++) {
        zone.addAvu(path, "attribute " + i, "value " + (object + i), i % 5 == 0 ? "m" : "");
      }
    }
  }

  private static List<Row> measure(InProcessZone zone, Path directory, int avus) throws Exception {
    try (RestServer server = RestServer.startVarve(directory, settings(zone), HEAP_MEBIBYTES);
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      double cpu = server.cpuMillis();
      long start = System.nanoTime();
      Project project = client.registerProject("/" + PATH);
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

  private static Map<String, String> settings(InProcessZone zone) {
    return Map.of(
        "storage", "irods",
        "irods.host", zone.host(),
        "irods.port", Integer.toString(zone.port()),
        "irods.zone", InProcessZone.ZONE,
        "irods.user", "varve",
        "irods.password", "a password",
        "irods.owner.user", "alice",
        "irods.owner.password", "a password");
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
