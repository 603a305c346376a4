// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.Avu;
import org.varve.history.Change;
import org.varve.history.ChangeQuery;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import org.varve.history.TargetType;
import org.varve.sql.QueryException;

/** A server process that is killed at random moments loses nothing that it acknowledged. */
class KilledServerIT {
  private static final int CHANGE_SETS = 200;
  private static final int CHANGES_EACH = 3;
  private static final int KILLS = 4;
  static final String PATH = "/tempZone/home/lab/killed";

  private final Random random = new Random(20_260_101L);
  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();

  @TempDir private Path directory;

  @Test
  void exactlyTheAcknowledgedChangeSetsAreThereAndPerhapsTheOnesInFlight() throws Exception {
    for (int life = 1; life <= KILLS; life++) {
      try (ServerProcess server = ServerProcess.start(directory, settings())) {
        CompletableFuture<Void> killed = killSoon(server);
        recordUntilItDies(server.address());
        killed.get(1, TimeUnit.MINUTES);
      }
    }
    try (ServerProcess server = ServerProcess.start(directory, settings());
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      Project project = project(client);
      while (acknowledged.size() < CHANGE_SETS) {
        record(client, project);
      }

      Map<String, Integer> recorded = recorded(client, project);

      assertThat(recorded.keySet()).containsAll(acknowledged);
      assertThat(recorded.keySet())
          .allMatch(id -> acknowledged.contains(id) || unanswered.contains(id));
      assertThat(recorded.values()).containsOnly(CHANGES_EACH);
    }
    assertThat(unanswered).hasSizeLessThanOrEqualTo(KILLS);
  }

  /** More settings of the server. */
  Map<String, String> settings() {
    return Map.of();
  }

  private CompletableFuture<Void> killSoon(ServerProcess server) {
    long millis = random.nextInt(200, 2_000);
    return CompletableFuture.runAsync(
        server::kill, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
  }

  private void recordUntilItDies(URI address) {
    try (LakehouseClient client = LakehouseClient.connect(address)) {
      Project project = project(client);
      while (acknowledged.size() < CHANGE_SETS) {
        record(client, project);
      }
    } catch (QueryException e) {
      assertThat(e.kind())
          .isIn(QueryException.Kind.UNAVAILABLE, QueryException.Kind.OUTCOME_UNKNOWN);
    }
  }

  private void record(LakehouseClient client, Project project) {
    String requestId = "request-" + (acknowledged.size() + unanswered.size());
    unanswered.add(requestId);
    client.recordChanges(project.id(), changeSet(requestId));
    unanswered.remove(requestId);
    acknowledged.add(requestId);
  }

  private static Project project(LakehouseClient client) {
    return client.findProject(PATH).orElseGet(() -> client.registerProject(PATH));
  }

  private static ChangeSet changeSet(String requestId) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < CHANGES_EACH; i++) {
      changes.add(
          new Change(
              PATH + "/" + i + ".csv",
              TargetType.DATA_OBJECT,
              ChangeType.ADD,
              new Avu("request", requestId, ""),
              null,
              null,
              null));
    }
    return new ChangeSet(requestId, null, null, null, null, changes);
  }

  /** How many changes there are of each request. */
  private static Map<String, Integer> recorded(LakehouseClient client, Project project) {
    ChangeQuery everything =
        new ChangeQuery(
            null,
            true,
            null,
            null,
            null,
            null,
            null,
            null,
            ChangeQuery.Order.OLDEST_FIRST,
            10_000,
            null);
    Map<String, Integer> counts = new HashMap<>();
    for (RecordedChange change : client.changes(project.id(), everything).items()) {
      counts.merge(String.valueOf(change.requestId()), 1, Integer::sum);
    }
    return counts;
  }
}
