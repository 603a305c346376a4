// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.Project;
import org.varve.storage.irods.zone.AccessLevel;
import org.varve.storage.irods.zone.InProcessZone;

/** Who may read a project may read its files, and nobody else. */
class ZoneReadersIT {
  private static final String PATH = "/tempZone/home/alice/proj";
  private static final String DATA = PATH + "/.mesa/iceberg";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

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
  void aNewReaderGetsTheFilesThatAreThereAndAFormerOneLosesThem() throws Exception {
    zone.grant("lab", AccessLevel.READ_OBJECT, PATH);
    try (CatalogServer server = start("1h");
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      Project project = client.registerProject(PATH);
      zone.revoke("lab", PATH);
      zone.grant("carol", AccessLevel.READ_OBJECT, PATH);

      assertThat(client.syncReaders(project.id()).changed()).isEqualTo(2);
      assertThat(client.syncReaders(project.id()).changed()).isZero();

      Map<String, AccessLevel> expected =
          Map.of(
              "alice", AccessLevel.READ_OBJECT,
              "carol", AccessLevel.READ_OBJECT,
              "varve", AccessLevel.OWN);
      assertThat(zone.access(DATA)).isEqualTo(expected);
      List<String> files = zone.objectsBelow(DATA);
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file -> assertThat(zone.access(file)).isEqualTo(expected));
    }
  }

  @Test
  void theServerDoesSoByItself() throws Exception {
    try (CatalogServer server = start("200ms");
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      client.registerProject(PATH);

      zone.grant("bob", AccessLevel.MODIFY_OBJECT, PATH);

      await()
          .atMost(PATIENCE)
          .until(() -> AccessLevel.READ_OBJECT.equals(zone.access(DATA).get("bob")));
    }
  }

  @Test
  void anArchivedProjectKeepsItsReadersUntilItIsReleased() throws Exception {
    try (CatalogServer server = start("200ms");
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      Project project = client.registerProject(PATH);
      client.archiveProject(project.id());

      zone.grant("bob", AccessLevel.READ_OBJECT, PATH);
      await().atMost(PATIENCE).until(() -> zone.access(DATA).containsKey("bob"));

      client.releaseProject(project.id());
      Project other = enrolAnother(client);
      await().atMost(PATIENCE).until(() -> zone.access(dataOf(other)).containsKey("carol"));
      assertThat(zone.access(DATA)).containsEntry("alice", AccessLevel.OWN);
    }
  }

  /** One whose readers are looked after later in each round. */
  private Project enrolAnother(LakehouseClient client) {
    zone.makeOwned("alice", PATH + "-z");
    Project other = client.registerProject(PATH + "-z");
    zone.grant("carol", AccessLevel.READ_OBJECT, PATH + "-z");
    return other;
  }

  private static String dataOf(Project project) {
    return project.irodsPath() + "/" + project.dataCollection();
  }

  @Test
  void aProjectThatTheServiceUserIsLockedOutOfIsNamed() throws Exception {
    try (CatalogServer server = start("200ms");
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      client.registerProject(PATH);

      zone.revoke("varve", DATA);

      await().atMost(PATIENCE).until(() -> readiness(server).body().contains("warnings"));
      assertThat(readiness(server).body())
          .contains(
              "\"warnings\":[{\"project\":\"" + PATH + "\"",
              "varve#tempZone does not own the data collection, or cannot see it: " + DATA);
      assertThat(readiness(server).statusCode()).isEqualTo(200);

      zone.grant("varve", AccessLevel.OWN, DATA);

      await().atMost(PATIENCE).until(() -> !readiness(server).body().contains("warnings"));
    }
  }

  private static HttpResponse<String> readiness(CatalogServer server) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/readyz")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private CatalogServer start(String interval) {
    Map<String, String> settings = new HashMap<>(testZone.settings());
    settings.put("irods.sync-interval", interval);
    return TestServers.start(directory.resolve("server"), settings);
  }
}
