// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.catalog.DroppedEntry;
import org.varve.catalog.Origin;
import org.varve.server.rest.RestClient.Answer;

/** What is dropped can be had back, and only what nobody needs is purged. */
class KeepTest {
  private static final String TABLES = "/v1/namespaces/lab/tables";
  private static final TableIdentifier READS = TableIdentifier.of("lab", "reads");
  private static final String SCHEMA =
      """
      {"type": "struct", "schema-id": 0, "fields":
        [{"id": 1, "name": "id", "required": true, "type": "long"}]}
      """;

  @TempDir private static Path directory;
  private static TestServer server;
  private static RestClient client;

  /** On the same catalog; here a drop can never be undone. */
  private static TestServer forgetful;

  private static RestClient forgetfulClient;

  @BeforeAll
  static void start() {
    server = TestServer.start(directory);
    client = new RestClient(server.uri());
    forgetful = server.startReplica(Duration.ZERO);
    forgetfulClient = new RestClient(forgetful.uri());
  }

  @AfterAll
  static void stop() {
    forgetful.stop();
    server.close();
  }

  @BeforeEach
  void createNamespace() {
    server.clear();
    createNamespace("lab", Map.of());
  }

  private static void createNamespace(String name, Map<String, String> properties) {
    Answer answer =
        client.post(
            "/v1/namespaces",
            "{\"namespace\": [\"" + name + "\"], \"properties\": " + json(properties) + "}");
    assertThat(answer.status()).isEqualTo(200);
  }

  private static String json(Map<String, String> properties) {
    return new String(RestJson.write(properties), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static JsonNode createTable(String name, Map<String, String> properties) {
    Answer answer =
        client.post(
            TABLES,
            "{\"name\": \"%s\", \"schema\": %s, \"properties\": %s}"
                .formatted(name, SCHEMA, json(properties)));
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  /** A table with one snapshot, whose data file is there. */
  private static JsonNode createFilledTable(String name) throws IOException {
    createTable(name, Map.of());
    Table table = server.catalog().loadTable(TableIdentifier.of("lab", name));
    String location = table.location() + "/data/1.parquet";
    try (var out = table.io().newOutputFile(location).create()) {
      out.write(new byte[] {1, 2, 3});
    }
    DataFile file =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFileSizeInBytes(3)
            .withRecordCount(1)
            .build();
    table.newAppend().appendFile(file).commit();
    return client.get(TABLES + "/" + name).json();
  }

  private static Answer drop(RestClient by, String name) {
    return by.send("DELETE", TABLES + "/" + name + "?purgeRequested=true", null, Map.of());
  }

  private static Answer register(String name, JsonNode loaded) {
    return client.post(
        "/v1/namespaces/lab/register",
        "{\"name\": \"%s\", \"metadata-location\": %s}"
            .formatted(name, loaded.path("metadata-location")));
  }

  private static List<DroppedEntry> dropped() {
    return server.catalog().store().read(transaction -> transaction.listDropped("", 10));
  }

  private static DroppedEntry undrop(DroppedEntry entry, Optional<TableIdentifier> as) {
    return server
        .catalog()
        .store()
        .transact(Origin.SERVER, transaction -> transaction.undrop(entry.id(), as));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aDroppedTableCanBeHadBackWithItsFiles() throws IOException {
    JsonNode before = createFilledTable("reads");
    List<Path> files = files();

    assertThat(drop(client, "reads").status()).isEqualTo(204);
    assertThat(server.catalog().purge().run(10)).isZero();

    assertThat(client.get(TABLES + "/reads").status()).isEqualTo(404);
    assertThat(dropped())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.identifier()).isEqualTo(READS);
              assertThat(entry.dropping().by()).isEqualTo("ada#local");
              assertThat(entry.dropping().bytes()).isEqualTo(DroppedEntry.Bytes.PURGE);
              assertThat(Duration.between(entry.dropping().at(), entry.dropping().keepUntil()))
                  .isBetween(Duration.ofDays(7), Duration.ofDays(7).plusMinutes(1));
            });
    undrop(dropped().get(0), Optional.empty());
    assertThat(client.get(TABLES + "/reads").json().path("metadata"))
        .isEqualTo(before.path("metadata"));
    assertThat(files()).isEqualTo(files);
    assertThat(dropped()).isEmpty();
  }

  @Test
  void aTableComesBackUnderAnotherNameIfItsOwnIsTaken() {
    createTable("reads", Map.of());
    drop(client, "reads");
    createTable("reads", Map.of());
    DroppedEntry entry = dropped().get(0);

    assertThatThrownBy(() -> undrop(entry, Optional.empty()))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessage("Table already exists: lab.reads");

    undrop(entry, Optional.of(TableIdentifier.of("lab", "reads_before")));
    assertThat(client.get(TABLES + "/reads_before").status()).isEqualTo(200);
  }

  @Test
  void aNamespaceIsDroppedThoughDroppedTablesWereInIt() {
    createTable("reads", Map.of());
    drop(client, "reads");
    DroppedEntry entry = dropped().get(0);

    assertThat(client.send("DELETE", "/v1/namespaces/lab", null, Map.of()).status()).isEqualTo(204);

    assertThatThrownBy(() -> undrop(entry, Optional.empty()))
        .isInstanceOf(NoSuchNamespaceException.class)
        .hasMessage("Namespace does not exist: lab");
    createNamespace("lab", Map.of());
    undrop(entry, Optional.empty());
    assertThat(client.get(TABLES + "/reads").status()).isEqualTo(200);
  }

  @Test
  void aDropWhoseTimeIsOverIsPurgedAndCannotBeUndone() throws IOException {
    createFilledTable("kept");
    List<Path> others = files();
    createFilledTable("reads");

    drop(forgetfulClient, "reads");

    assertThat(dropped()).isEmpty();
    assertThat(server.catalog().purge().run(10)).isEqualTo(1);
    assertThat(files()).isEqualTo(others);
    assertThat(server.catalog().purge().run(10)).isZero();
  }

  @Test
  void aDropWithoutPurgeLeavesTheFiles() throws IOException {
    createFilledTable("reads");
    List<Path> files = files();

    forgetfulClient.send("DELETE", TABLES + "/reads", null, Map.of());

    assertThat(server.catalog().purge().run(10)).isZero();
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void registeringADroppedTableKeepsItsFiles() throws IOException {
    JsonNode loaded = createFilledTable("reads");
    drop(forgetfulClient, "reads");

    assertThat(register("again", loaded).status()).isEqualTo(200);

    List<Path> files = files();
    assertThat(server.catalog().purge().run(10)).isZero();
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void theSameUuidAtAnotherPlaceKeepsTheFilesToo() throws IOException {
    JsonNode loaded = createFilledTable("reads");
    String location = loaded.path("metadata").path("location").asText();
    drop(forgetfulClient, "reads");
    String moved = "s3://warehouse/moved/metadata/00000-moved.metadata.json";
    try (var out = server.catalog().io().newOutputFile(moved).create()) {
      out.write(
          loaded
              .path("metadata")
              .toString()
              .replace("\"" + location + "\"", "\"s3://warehouse/moved\"")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Answer answer =
        client.post(
            "/v1/namespaces/lab/register",
            "{\"name\": \"moved\", \"metadata-location\": \"" + moved + "\"}");

    assertThat(answer.status()).isEqualTo(200);
    List<Path> files = files();
    assertThat(server.catalog().purge().run(10)).isZero();
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void anUnregisteredTableIsNeverPurged() throws IOException {
    createFilledTable("reads");
    List<Path> files = files();

    forgetfulClient.send("POST", TABLES + "/reads/unregister", null, Map.of());

    assertThat(server.catalog().purge().run(10)).isZero();
    assertThat(dropped()).isEmpty();
    assertThat(files()).isEqualTo(files);
  }

  /** A table that refers to the data file of another, as {@code add_files} makes it. */
  private static void createBorrower(String name, String from) {
    createTable(name, Map.of());
    Table lender = server.catalog().loadTable(TableIdentifier.of("lab", from));
    Table borrower = server.catalog().loadTable(TableIdentifier.of("lab", name));
    borrower
        .newAppend()
        .appendFile(
            DataFiles.builder(borrower.spec())
                .withPath(lender.location() + "/data/1.parquet")
                .withFileSizeInBytes(3)
                .withRecordCount(1)
                .build())
        .commit();
    // Not in the current state any more, and needed by a snapshot all the same.
    borrower.newDelete().deleteFile(lender.location() + "/data/1.parquet").commit();
  }

  private static void endDrops() {
    server
        .database()
        .transact(
            connection ->
                connection
                    .createStatement()
                    .executeUpdate(
                        "UPDATE varve.dropped SET keep_until = clock_timestamp() - interval '1s'"));
  }

  @Test
  void whatAnotherTableNeedsIsNotPurged() throws IOException {
    List<Path> others = files();
    createFilledTable("reads");
    createBorrower("borrower", "reads");
    List<Path> files = files();
    drop(forgetfulClient, "reads");

    assertThat(server.catalog().purge().run(10)).isZero();

    assertThat(files()).isEqualTo(files);
    // Until the next look at it, it can be had back.
    assertThat(dropped()).hasSize(1);
    drop(client, "borrower");
    endDrops();
    assertThat(server.catalog().purge().run(10)).isEqualTo(2);
    assertThat(files()).isEqualTo(others);
  }

  @Test
  void whatADroppedTableNeedsIsNotPurgedWhileItCanBeHadBack() throws IOException {
    createFilledTable("reads");
    createBorrower("borrower", "reads");
    drop(client, "borrower");
    List<Path> files = files();
    drop(forgetfulClient, "reads");

    assertThat(server.catalog().purge().run(10)).isZero();

    assertThat(files()).isEqualTo(files);
  }

  @Test
  void theFilesOfATableThatIsDroppedInProcessAreKeptForOthersToo() throws IOException {
    createFilledTable("reads");
    createBorrower("borrower", "reads");
    List<Path> files = files();

    assertThat(server.catalog().dropTable(READS, true)).isTrue();

    assertThat(files()).isEqualTo(files);
    assertThat(server.catalog().dropTable(TableIdentifier.of("lab", "borrower"), true)).isTrue();
    assertThat(files()).hasSizeLessThan(files.size()).isNotEmpty();
  }

  @Test
  void aPurgeThatWasInterruptedGoesOn() throws IOException {
    createFilledTable("kept");
    List<Path> others = files();
    JsonNode loaded = createFilledTable("reads");
    drop(forgetfulClient, "reads");
    String list = loaded.path("metadata").path("snapshots").path(0).path("manifest-list").asText();
    server.catalog().io().deleteFile(list);

    assertThat(server.catalog().purge().run(10)).isEqualTo(1);

    assertThat(files())
        .filteredOn(file -> !others.contains(file))
        .allMatch(
            file -> file.toString().endsWith(".parquet") || file.toString().endsWith(".avro"));
  }

  @Test
  void oneLocationHasOneEntryAndNoneLiesInsideOfAnother() {
    String location = createTable("reads", Map.of()).path("metadata").path("location").asText();

    for (String other : List.of(location, location + "/inside")) {
      Answer answer =
          client.post(
              TABLES,
              "{\"name\": \"other\", \"location\": \"%s\", \"schema\": %s}"
                  .formatted(other, SCHEMA));
      assertThat(answer.error())
          .isEqualTo(
              "409 AlreadyExistsException: Location already exists in the catalog: " + other);
    }
  }

  @Test
  void aProtectedTableIsNotDroppedBeforeTheProtectionIsLifted() {
    createTable("reads", Map.of("varve.protected", "true"));
    String refusal =
        "403 ForbiddenException: Cannot drop table: it is protected until its property"
            + " varve.protected is removed: lab.reads";

    assertThat(drop(client, "reads").error()).isEqualTo(refusal);
    assertThat(client.send("POST", TABLES + "/reads/unregister", null, Map.of()).error())
        .isEqualTo(refusal);

    server.catalog().loadTable(READS).updateProperties().remove("varve.protected").commit();
    assertThat(drop(client, "reads").status()).isEqualTo(204);
  }

  @Test
  void nothingInAProtectedNamespaceIsDropped() {
    createNamespace("archive", Map.of("varve.protected", "true"));
    createNamespace("elsewhere", Map.of());
    client.post(
        "/v1/namespaces/archive/tables", "{\"name\": \"reads\", \"schema\": " + SCHEMA + "}");
    String until = "its namespace is protected until the property varve.protected is removed";

    assertThat(client.send("DELETE", "/v1/namespaces/archive/tables/reads", null, Map.of()).error())
        .isEqualTo("403 ForbiddenException: Cannot drop table: " + until + ": archive");
    assertThat(client.send("DELETE", "/v1/namespaces/archive", null, Map.of()).error())
        .isEqualTo("403 ForbiddenException: Cannot drop namespace: " + until + ": archive");
    assertThat(
            client
                .post(
                    "/v1/tables/rename",
                    """
                    {"source": {"namespace": ["archive"], "name": "reads"},
                     "destination": {"namespace": ["elsewhere"], "name": "reads"}}
                    """)
                .error())
        .isEqualTo("403 ForbiddenException: Cannot rename table: " + until + ": archive");
  }

  @Test
  void whatWasNeverDroppedCannotBeUndone() {
    assertThatThrownBy(
            () ->
                server
                    .catalog()
                    .store()
                    .transact(
                        Origin.SERVER, transaction -> transaction.undrop("none", Optional.empty())))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Drop does not exist, or its time is over: none");
  }
}
