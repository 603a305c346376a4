// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.rest.Attempts.Attempt;
import org.varve.server.rest.Attempts.Outcome;
import org.varve.server.rest.RestClient.Answer;

/**
 * Two server processes on one database behave as one, also while they are killed: every commit that
 * was acknowledged is in the log exactly once, and nobody ever sees a part of one.
 */
class KilledReplicasIT {
  private static final int WRITERS = 8;
  private static final int READERS = 2;
  private static final int KILLS = 4;
  private static final int COMMITS_A_ROUND = 60;
  private static final List<String> TABLES = List.of("reads", "runs", "samples");
  private static final String TABLES_PATH = "/v1/namespaces/lab/tables";
  private static final String PATH = TABLES_PATH + "/";
  private static final long SEED = 20_261_120L;

  private final Attempts attempts = new Attempts();
  private final Semaphore wanted = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
  private final List<Replica> replicas = new ArrayList<>();

  @TempDir private Path directory;

  /** Set once, when no more commits are wanted. */
  private volatile boolean over;

  @AfterEach
  void stop() {
    threads.shutdownNow();
    replicas.forEach(Replica::close);
  }

  @Test
  void everyAcknowledgedCommitIsThereOnceAndNobodySeesAPartOfOne() throws Exception {
    startReplicas();
    createTables();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(SEED + i);
      running.add(threads.submit(() -> write(random)));
    }
    for (int i = 0; i < READERS; i++) {
      Random random = new Random(-SEED - i);
      running.add(threads.submit(() -> read(random)));
    }

    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      Replica victim = replicas.get(kill % replicas.size());
      wanted.release(COMMITS_A_ROUND);
      int before = 1 + random.nextInt(COMMITS_A_ROUND / 2);
      await(done, before, running);
      victim.kill();
      await(done, COMMITS_A_ROUND - before, running);
      victim.startAgain();
    }
    wanted.release(COMMITS_A_ROUND);
    await(done, COMMITS_A_ROUND, running);
    over = true;
    wanted.release(WRITERS);
    for (Future<?> each : running) {
      each.get(1, TimeUnit.MINUTES);
    }

    Map<String, List<Long>> logs = logs(replicas.get(0));
    assertThat(logs(replicas.get(1))).isEqualTo(logs);
    attempts.check(logs);
    assertThat(attempts.count(Outcome.ACKNOWLEDGED)).isEqualTo((KILLS + 1) * COMMITS_A_ROUND);
    assertThat(attempts.count(Outcome.UNKNOWN)).isLessThanOrEqualTo(KILLS * WRITERS);
  }

  private void startReplicas() {
    Map<String, String> shared = Replica.shared(directory.resolve("storage"));
    for (String name : List.of("one", "two")) {
      replicas.add(Replica.start(directory.resolve(name), shared));
    }
  }

  private void createTables() {
    RestClient client = replicas.get(0).client();
    client.post("/v1/namespaces", "{\"namespace\": [\"lab\"], \"properties\": {}}");
    for (String table : TABLES) {
      String schema =
          "{\"type\": \"struct\", \"schema-id\": 0, \"fields\":"
              + " [{\"id\": 1, \"name\": \"id\", \"required\": true, \"type\": \"long\"}]}";
      client.post(TABLES_PATH, "{\"name\": \"" + table + "\", \"schema\": " + schema + "}");
    }
  }

  /** Waits for permits, and fails at once with whoever of the others fails. */
  private static void await(Semaphore permits, int count, List<Future<?>> running)
      throws Exception {
    for (int seconds = 0; seconds < 120; seconds++) {
      if (permits.tryAcquire(count, 1, TimeUnit.SECONDS)) {
        return;
      }
      for (Future<?> each : running) {
        if (each.isDone()) {
          each.get();
        }
      }
    }
    throw new AssertionError("Nothing happens any more");
  }

  private Void write(Random random) throws InterruptedException {
    while (true) {
      wanted.acquire();
      if (over) {
        return null;
      }
      while (!commit(random)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      done.release();
    }
  }

  private static Set<String> someTables(Random random) {
    List<String> shuffled = new ArrayList<>(TABLES);
    Collections.shuffle(shuffled, random);
    return new TreeSet<>(shuffled.subList(0, 1 + random.nextInt(TABLES.size())));
  }

  /** Whether a commit to some tables was acknowledged. */
  private boolean commit(Random random) {
    Set<String> tables = someTables(random);
    Map<String, JsonNode> bases = new HashMap<>();
    for (String table : tables) {
      Optional<Answer> base = get(table + "?snapshots=refs", random);
      if (base.isEmpty()) {
        return false;
      }
      bases.put(table, base.get().json().path("metadata"));
    }
    Attempt attempt = attempts.begin(tables);
    List<String> changes =
        tables.stream().map(table -> change(table, bases.get(table), attempt.id())).toList();
    Outcome outcome =
        changes.size() == 1
            ? send(PATH + tables.iterator().next(), changes.get(0), random)
            : send(
                "/v1/transactions/commit",
                "{\"table-changes\": [" + String.join(",", changes) + "]}",
                random);
    attempt.end(outcome);
    return outcome == Outcome.ACKNOWLEDGED;
  }

  private static String change(String table, JsonNode base, long id) {
    long parent = base.path("current-snapshot-id").asLong(-1);
    return """
        {"identifier": {"namespace": ["lab"], "name": "%1$s"},
         "requirements": [{"type": "assert-ref-snapshot-id", "ref": "main", "snapshot-id": %2$s}],
         "updates": [
           {"action": "add-snapshot", "snapshot": {"snapshot-id": %3$d, %4$s
             "sequence-number": %5$d, "timestamp-ms": %6$d, "schema-id": 0,
             "manifest-list": "s3://warehouse/lab/%3$d.avro",
             "summary": {"operation": "append"}}},
           {"action": "set-snapshot-ref", "ref-name": "main", "type": "branch",
             "snapshot-id": %3$d}]}
        """
        .formatted(
            table,
            parent < 0 ? "null" : Long.toString(parent),
            id,
            parent < 0 ? "" : "\"parent-snapshot-id\": " + parent + ",",
            base.path("last-sequence-number").asLong() + 1,
            System.currentTimeMillis());
  }

  /** Half of the requests carry a key, and are sent again until their outcome is known. */
  private Outcome send(String path, String body, Random random) {
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
    boolean again = random.nextBoolean();
    if (again) {
      headers.put("Idempotency-Key", new UUID(random.nextLong(), random.nextLong()).toString());
    }
    int first = random.nextInt(replicas.size());
    for (int attempt = 0; attempt == 0 || (again && attempt < 1_000); attempt++) {
      Replica replica = replicas.get((first + attempt) % replicas.size());
      try {
        Answer answer = replica.client().send("POST", path, body, headers);
        if (answer.status() < 500) {
          assertThat(answer.status()).as(answer::error).isIn(200, 204, 409);
          return answer.status() == 409 ? Outcome.REFUSED : Outcome.ACKNOWLEDGED;
        }
      } catch (IllegalStateException e) {
        if (!again && e.getCause() instanceof ConnectException) {
          // Nobody was there to hear of it.
          return Outcome.REFUSED;
        }
      }
    }
    return Outcome.UNKNOWN;
  }

  private Optional<Answer> get(String table, Random random) {
    Replica replica = replicas.get(random.nextInt(replicas.size()));
    try {
      return Optional.of(replica.client().get(PATH + table))
          .filter(answer -> answer.status() == 200);
    } catch (IllegalStateException e) {
      // It is being killed, or it is dead.
      return Optional.empty();
    }
  }

  /** Looks at one table after the other: what one shows of a commit, the next ones have to show. */
  private Void read(Random random) {
    Set<Long> seen = new HashSet<>();
    Map<String, List<Long>> last = new HashMap<>();
    while (!over) {
      String table = TABLES.get(random.nextInt(TABLES.size()));
      Set<Long> expected = attempts.acknowledged(table);
      expected.addAll(attempts.alsoIn(table, seen));
      Optional<Answer> answer = get(table, random);
      if (answer.isPresent()) {
        List<Long> log = log(answer.get());
        assertThat(log).as("%s", table).containsAll(expected);
        List<Long> before = last.getOrDefault(table, List.of());
        assertThat(log.subList(0, before.size())).as("%s", table).isEqualTo(before);
        last.put(table, log);
        seen.addAll(log);
      }
    }
    return null;
  }

  private static Map<String, List<Long>> logs(Replica replica) {
    return TABLES.stream()
        .collect(
            Collectors.toMap(table -> table, table -> log(replica.client().get(PATH + table))));
  }

  /** The ids of a table's snapshots, each the parent of the one that follows. */
  private static List<Long> log(Answer answer) {
    List<Long> log = new ArrayList<>();
    for (JsonNode snapshot : answer.json().path("metadata").path("snapshots")) {
      long parent = snapshot.path("parent-snapshot-id").asLong(-1);
      assertThat(parent).isEqualTo(log.isEmpty() ? -1 : log.get(log.size() - 1));
      log.add(snapshot.path("snapshot-id").asLong());
    }
    return log;
  }
}
