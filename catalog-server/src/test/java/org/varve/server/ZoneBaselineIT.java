// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Baseline;
import org.varve.history.HistorySnapshot;
import org.varve.history.LiveAvu;
import org.varve.history.Project;
import org.varve.storage.irods.zone.InProcessZone;

/** What a project had before it was enrolled is recorded. */
class ZoneBaselineIT {
  private static final String PATH = "/tempZone/home/alice/proj";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private TestZone testZone;
  private InProcessZone zone;

  @BeforeEach
  void startZone() throws IOException {
    testZone = TestZone.start(directory.resolve("vault"));
    zone = testZone.zone();
    zone.makeOwned("alice", PATH);
  }

  @AfterEach
  void stopZone() throws IOException {
    testZone.close();
  }

  @Test
  void everyAvuOfCollectionsAndDataObjectsIsInTheHistory() throws Exception {
    zone.addAvu(PATH, "title", "reef", "");
    zone.makeOwned("alice", PATH + "/it's a%b_c");
    zone.addAvu(PATH + "/it's a%b_c", "color", "ışık", "");
    object(PATH + "/it's a%b_c/a.csv");
    zone.addAvu(PATH + "/it's a%b_c/a.csv", "depth", "12", "m");
    zone.addAvu(PATH + "/it's a%b_c/a.csv", "depth", "13", "m");
    zone.addAvu(PATH, "long unit", "1", "u".repeat(251));
    zone.makeOwned("alice", PATH + "/inner");
    zone.addAvu(PATH + "/inner", "title", "a project of its own", "");

    try (CatalogServer server = start();
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      enrol(client, PATH + "/inner");
      Project project = enrol(client, PATH);

      assertThat(triples(client, project))
          .containsExactlyInAnyOrder(
              PATH + " collection title=reef ",
              PATH + "/it's a%b_c collection color=ışık ",
              PATH + "/it's a%b_c/a.csv data_object depth=12 m",
              PATH + "/it's a%b_c/a.csv data_object depth=13 m");
      assertThat(client.blame(project.id(), PATH))
          .singleElement()
          .satisfies(
              avu -> {
                assertThat(avu.actor()).isEqualTo("alice#tempZone");
                assertThat(avu.source()).isEqualTo("baseline");
              });
      Baseline baseline = client.baseline(project.id());
      assertThat(baseline.avus()).isEqualTo(4);
      assertThat(baseline.skipped()).isEqualTo(1);
      assertThat(baseline.examples())
          .containsExactly("Invalid unit: longer than 250 bytes: 251 bytes on " + PATH);
    }
  }

  @Test
  void manyAvusComeInChangeSetsOfABoundedSize() throws Exception {
    for (int object = 0; object < 50; object++) {
      String path = PATH + "/object " + object;
      object(path);
      for (int i = 0; i < 900; i++) {
        zone.addAvu(path, "number", Integer.toString(i), "");
      }
    }

    try (CatalogServer server = start();
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      Project project = enrol(client, PATH);

      assertThat(client.baseline(project.id()).avus()).isEqualTo(45_000);
      assertThat(client.snapshots(project.id(), 100, Optional.empty()).items())
          .extracting(HistorySnapshot::changes)
          .containsExactly(5_000, 20_000, 20_000);
    }
  }

  @Test
  void aBaselineThatIsCutOffGoesOnByItselfAndRecordsNothingTwice() throws Exception {
    for (int object = 0; object < 30; object++) {
      String path = PATH + "/" + (object % 2) + "/object " + object;
      zone.makeOwned("alice", PATH + "/" + (object % 2));
      object(path);
      for (int i = 0; i < 1_000; i++) {
        zone.addAvu(path, "number", Integer.toString(i), "");
      }
    }
    String id;
    try (CatalogServer server = start();
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      Project project = client.registerProject(PATH);
      id = project.id();
      await()
          .atMost(PATIENCE)
          .until(() -> !client.snapshots(id, 1, Optional.empty()).items().isEmpty());
      // Whatever it is doing at this moment.
      zone.goDown();
    }
    zone.listen();

    try (CatalogServer server = start();
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      await().atMost(PATIENCE).until(() -> client.baseline(id).state() == Baseline.State.FINISHED);
      Project project = client.findProject(PATH).orElseThrow();

      assertThat(client.registerProject(PATH)).isEqualTo(project);

      assertThat(client.baseline(id).avus()).isEqualTo(30_000);
      assertThat(
              client.snapshots(id, 100, Optional.empty()).items().stream()
                  .mapToInt(HistorySnapshot::changes)
                  .sum())
          .isEqualTo(30_000);
    }
  }

  private CatalogServer start() {
    Map<String, String> settings = new HashMap<>(testZone.settings());
    settings.put("irods.sync-interval", "500ms");
    return TestServers.start(directory.resolve("server"), settings);
  }

  private static Project enrol(LakehouseClient client, String path) {
    Project project = client.registerProject(path);
    await()
        .atMost(PATIENCE)
        .until(() -> client.baseline(project.id()).state() == Baseline.State.FINISHED);
    return project;
  }

  private void object(String path) throws IOException {
    zone.plantObject("alice", path, 0, new byte[1]);
  }

  private static List<String> triples(LakehouseClient client, Project project) {
    AvuQuery everything = new AvuQuery(null, true, AsOf.NOW, null, 1_000, null);
    return client.avus(project.id(), everything).items().stream()
        .map(ZoneBaselineIT::text)
        .toList();
  }

  private static String text(LiveAvu avu) {
    return "%s %s %s=%s %s"
        .formatted(
            avu.irodsPath(),
            avu.targetType().wireName(),
            avu.avu().attribute(),
            avu.avu().value(),
            avu.avu().unit());
  }
}
