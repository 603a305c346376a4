// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.Avu;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.Project;
import org.varve.history.TargetType;

/** {@code /readyz} says truthfully how the zone is, whatever becomes of it. */
class ZoneReadinessIT {
  private static final String PROJECT = "/tempZone/home/varve/proj";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private TestZone zone;

  @BeforeEach
  void startZone() throws IOException {
    zone = TestZone.start(directory.resolve("vault"));
    zone.zone().makeOwned("varve", PROJECT);
  }

  @AfterEach
  void stopZone() throws IOException {
    zone.close();
  }

  @Test
  void theZoneIsNamedWhileItGoesDownAndComesBack() throws Exception {
    try (CatalogServer server = start(zone.zone().port());
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      Project project = client.registerProject(PROJECT);
      client.recordChanges(project.id(), changeSet("1"));
      awaitReady(server);
      assertThat(check(server)).isEqualTo("tempZone at 127.0.0.1:" + zone.zone().port() + " ok");

      zone.zone().goDown();

      assertThat(answer(server).statusCode()).isEqualTo(503);
      assertThat(check(server))
          .startsWith("tempZone at 127.0.0.1:" + zone.zone().port() + " Failed to connect to iRODS")
          .contains("refused");

      zone.zone().listen();

      awaitReady(server);
      client.recordChanges(project.id(), changeSet("2"));
      assertThat(client.blame(project.id(), PROJECT + "/a.csv")).hasSize(2);
    }
  }

  @Test
  void aServerStartsWhileTheZoneIsDown() throws Exception {
    zone.zone().goDown();
    try (CatalogServer server = start(zone.zone().port())) {
      assertThat(answer(server).statusCode()).isEqualTo(503);

      zone.zone().listen();

      awaitReady(server);
    }
  }

  @Test
  void aLoginThatIsRefusedIsTheReason() throws Exception {
    try (CatalogServer server = start(zone.zone().port())) {
      zone.zone().setPassword("varve", "another");
      zone.zone().dropConnections();

      assertThat(check(server)).contains("-826000");
    }
  }

  @Test
  void aZoneThatHangsDoesNotMakeTheOtherChecksFail() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        CatalogServer server = start(silent.getLocalPort())) {
      for (int i = 0; i < 4; i++) {
        assertThat(answer(server).statusCode()).isEqualTo(503);
      }

      await().atMost(PATIENCE).until(() -> othersAreFine(json(answer(server))));
    }
  }

  private static boolean othersAreFine(JsonNode readiness) {
    return StreamSupport.stream(readiness.path("checks").spliterator(), false)
        .allMatch(
            each -> each.path("ok").asBoolean() != each.path("name").asText().equals("irods"));
  }

  /** A machine that is busy with other tests may take its time. */
  private void awaitReady(CatalogServer server) {
    await().atMost(PATIENCE).until(() -> answer(server).statusCode() == 200);
  }

  private CatalogServer start(int port) {
    return TestServers.start(directory.resolve("server"), zone.settings(port));
  }

  private HttpResponse<String> answer(CatalogServer server) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/readyz")).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new JsonMapper().readTree(answer.body());
  }

  /** Where the zone is, and {@code ok} or the reason. */
  private String check(CatalogServer server) throws Exception {
    for (JsonNode check : json(answer(server)).path("checks")) {
      if (check.path("name").asText().equals("irods")) {
        return check.path("where").asText() + " " + check.path("reason").asText("ok");
      }
    }
    throw new IllegalStateException("The zone is not checked");
  }

  private static ChangeSet changeSet(String value) {
    Change add =
        new Change(
            PROJECT + "/a.csv",
            TargetType.DATA_OBJECT,
            ChangeType.ADD,
            new Avu("round", value, ""),
            null,
            null,
            null);
    return new ChangeSet(null, null, null, null, null, List.of(add));
  }
}
