// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.rest.RestClient.Answer;

/** What requests cost does not grow with what a table has lived through, nor with other tables. */
class GrowthTest {
  private static final String TABLES = "/v1/namespaces/lab/tables";
  private static final String READS = TABLES + "/reads";
  private static final String VIEW = "/v1/namespaces/lab/views/recent";

  @TempDir private static Path directory;
  private static TestServer first;

  private final RestClient client = new RestClient(first.uri());
  private TestServer second;
  private RestClient other;

  @BeforeAll
  static void start() {
    first = TestServer.start(directory);
  }

  @AfterAll
  static void stop() {
    first.close();
  }

  @BeforeEach
  void startReplica() {
    first.clear();
    second = first.startReplica();
    other = new RestClient(second.uri());
    client.post("/v1/namespaces", "{\"namespace\": [\"lab\"], \"properties\": {}}");
  }

  @AfterEach
  void stopReplica() {
    second.stop();
  }

  private String createTable() {
    Answer created =
        client.post(
            TABLES,
            """
            {"name": "reads", "schema": {"type": "struct", "schema-id": 0, "fields":
              [{"id": 1, "name": "id", "required": true, "type": "long"}]}}
            """);
    assertThat(created.status()).isEqualTo(200);
    return created.header("ETag");
  }

  private static void commit(RestClient client, int number) {
    Answer answer =
        client.post(
            READS,
            """
            {"requirements": [], "updates":
              [{"action": "set-properties", "updates": {"number": "%d"}}]}
            """
                .formatted(number));
    assertThat(answer.status()).isEqualTo(200);
  }

  private int reads(TestServer server, String table) {
    return server.files().ofMetadata().entrySet().stream()
        .filter(file -> file.getKey().contains("/" + table + "-"))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Test
  void eachMetadataFileIsParsedAtMostOnceByEachReplica() {
    createTable();
    int before = reads(first, "reads");

    for (int i = 0; i < 10; i++) {
      commit(client, i);
      commit(other, i);
      commit(other, 100 + i);
    }

    // A replica parses what the other one has written last, and nothing of its own.
    assertThat(reads(first, "reads") - before).isEqualTo(9);
    assertThat(reads(second, "reads")).isEqualTo(10);
    assertThat(second.files().ofMetadata().values()).containsOnly(1);
  }

  private static String append(String current, long snapshotId, int sequenceNumber) {
    return """
        {"requirements": [{"type": "assert-ref-snapshot-id", "ref": "main", "snapshot-id": %s}],
         "updates": [
           {"action": "add-snapshot", "snapshot": {"snapshot-id": %d, "sequence-number": %d,
              "timestamp-ms": %d, "schema-id": 0, "summary": {"operation": "append"},
              "manifest-list": "s3://warehouse/reads/metadata/snap-%d.avro"}},
           {"action": "set-snapshot-ref", "ref-name": "main", "type": "branch",
            "snapshot-id": %d}]}
        """
        .formatted(
            current,
            snapshotId,
            sequenceNumber,
            System.currentTimeMillis(),
            snapshotId,
            snapshotId);
  }

  @Test
  void anOvertakenCommitIsRefusedWithoutALookAtTheMetadata() {
    createTable();
    assertThat(client.post(READS, append("null", 1, 1)).status()).isEqualTo(200);
    int before = reads(first, "reads");

    Answer there = other.post(READS, append("null", 2, 1));
    Answer here = client.post(READS, append("null", 3, 1));

    for (Answer refused : List.of(there, here)) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json().at("/error/type").asText()).isEqualTo("CommitFailedException");
      assertThat(refused.json().at("/error/message").asText())
          .isEqualTo("Requirement failed: branch main was created concurrently");
    }
    assertThat(reads(second, "reads")).isZero();
    assertThat(reads(first, "reads")).isEqualTo(before);
  }

  @Test
  void whatAnotherServerHasCommittedIsNeverOverlooked() {
    createTable();
    String current = "null";
    int sequenceNumber = 0;

    // The first server thinks after a while that the table is its own; then the other one commits.
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 6; i++) {
        int id = ++sequenceNumber;
        assertThat(client.post(READS, append(current, id, id)).status()).isEqualTo(200);
        current = Integer.toString(id);
      }
      int id = ++sequenceNumber;
      assertThat(other.post(READS, append(current, id, id)).status()).isEqualTo(200);
      assertThat(client.post(READS, append(current, 100 + id, id)).status()).isEqualTo(409);
      current = Integer.toString(id);
      commit(client, round);
    }

    Answer loaded = other.get(READS);
    assertThat(loaded.json().at("/metadata/snapshots")).hasSize(21);
    assertThat(loaded.json().at("/metadata/current-snapshot-id").asInt()).isEqualTo(21);
    assertThat(loaded.json().at("/metadata/properties/number").asText()).isEqualTo("2");
  }

  @Test
  void whatAClientHasIsKnownWithoutReadingTheMetadata() {
    String etag = createTable();

    Answer unchanged = other.get(READS, Map.of("If-None-Match", etag));

    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(reads(second, "reads")).isZero();
  }

  @Test
  void allLoadsOfATableReadItsMetadataOnce() {
    createTable();

    for (int i = 0; i < 10; i++) {
      assertThat(other.get(READS).status()).isEqualTo(200);
      assertThat(other.get(READS, Map.of("Accept-Encoding", "gzip")).status()).isEqualTo(200);
    }

    assertThat(reads(second, "reads")).isEqualTo(1);
  }

  @Test
  void allLoadsAndReplacementsOfAViewReadItsMetadataOnce() {
    Answer created =
        client.post(
            "/v1/namespaces/lab/views",
            """
            {"name": "recent", "properties": {}, "schema": {"type": "struct", "schema-id": 0,
               "fields": [{"id": 1, "name": "id", "required": true, "type": "long"}]},
             "view-version": {"version-id": 1, "schema-id": 0, "timestamp-ms": 1700000000000,
               "summary": {}, "default-namespace": ["lab"], "representations":
                 [{"type": "sql", "sql": "SELECT 1 AS id", "dialect": "spark"}]}}
            """);
    assertThat(created.status()).isEqualTo(200);

    for (int i = 0; i < 10; i++) {
      assertThat(other.get(VIEW).status()).isEqualTo(200);
      Answer replaced =
          other.post(
              VIEW,
              """
              {"requirements": [], "updates":
                [{"action": "set-properties", "updates": {"number": "%d"}}]}
              """
                  .formatted(i));
      assertThat(replaced.status()).isEqualTo(200);
    }

    assertThat(reads(second, "recent")).isEqualTo(1);
  }

  @Test
  void metadataThatATableNoLongerListsIsDeletedIfItAsksForThat() {
    createTable();
    Answer asked =
        client.post(
            READS,
            """
            {"requirements": [], "updates": [{"action": "set-properties", "updates":
              {"write.metadata.delete-after-commit.enabled": "true",
               "write.metadata.previous-versions-max": "3"}}]}
            """);
    assertThat(asked.status()).isEqualTo(200);

    for (int i = 0; i < 10; i++) {
      commit(client, i);
    }

    Answer loaded = other.get(READS);
    assertThat(loaded.status()).isEqualTo(200);
    String location = loaded.json().path("metadata").path("location").asText();
    Path metadata = directory.resolve(location.replace("s3://warehouse/", "") + "/metadata");
    assertThat(metadata.toFile().list())
        .hasSize(4)
        .contains(loaded.json().path("metadata-location").asText().replaceAll(".*/", ""));
  }

  @Test
  void whatIsKeptOfManyTablesIsBounded() {
    String text = "x".repeat(100_000);
    int tables = 400;
    IntStream.range(0, tables)
        .forEach(
            i ->
                client.post(
                    TABLES,
                    """
                    {"name": "wide%d", "properties": {"text": "%s"}, "schema": {"type": "struct",
                      "schema-id": 0, "fields":
                        [{"id": 1, "name": "id", "required": true, "type": "long"}]}}
                    """
                        .formatted(i, text)));

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < tables; i++) {
        assertThat(other.get(TABLES + "/wide" + i).status()).isEqualTo(200);
      }
    }

    // 40 MB do not stay in 16: most of what the second round asks for is read again.
    assertThat(second.files().ofMetadata().values().stream().filter(reads -> reads > 1).count())
        .isGreaterThan(tables / 3);
  }
}
