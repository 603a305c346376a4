// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.rest.RestClient.Answer;

/** The server plans what Iceberg's client plans by itself. */
@Shows({"CANCEL_PLAN", "FETCH_PLAN", "FETCH_TASKS", "PLAN_SCAN"})
class ScanPlanningTest {
  private static final TableIdentifier READS = TableIdentifier.of("lab", "reads");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.required(2, "lane", Types.IntegerType.get()));
  private static final PartitionSpec BY_LANE =
      PartitionSpec.builderFor(SCHEMA).identity("lane").build();
  private static final String PLANS = "/v1/namespaces/lab/tables/reads/plan";

  @TempDir private static Path directory;
  private static TestServer server;
  private static RestClient client;

  private RESTCatalog here;
  private RESTCatalog there;

  @BeforeAll
  static void start() {
    server = TestServer.start(directory);
    client = new RestClient(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    server.clear();
    here = catalog("client");
    there = catalog("server");
    here.createNamespace(Namespace.of("lab"));
  }

  private static RESTCatalog catalog(String planningMode) {
    RESTCatalog catalog = new RESTCatalog();
    catalog.initialize(
        "varve",
        new java.util.HashMap<>(
            Map.of(
                CatalogProperties.URI,
                server.uri(),
                "scan-planning-mode",
                planningMode,
                "rest.client.max-retries",
                "1")));
    return catalog;
  }

  private static DataFile file(int number, int lane) {
    return DataFiles.builder(BY_LANE)
        .withPath("s3://warehouse/lab/data-" + number + ".parquet")
        .withFileSizeInBytes(100)
        .withRecordCount(10)
        .withPartitionPath("lane=" + lane)
        .build();
  }

  private static DeleteFile deletes(int lane) {
    return FileMetadata.deleteFileBuilder(BY_LANE)
        .ofPositionDeletes()
        .withPath("s3://warehouse/lab/deletes-" + lane + ".parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .withPartitionPath("lane=" + lane)
        .build();
  }

  private Table createTable(int files) {
    Table table = here.createTable(READS, SCHEMA, BY_LANE);
    AppendFiles append = table.newAppend();
    for (int i = 0; i < files; i++) {
      append.appendFile(file(i, i % 4));
    }
    append.commit();
    return table;
  }

  private static List<String> planned(CloseableIterable<FileScanTask> tasks) {
    return StreamSupport.stream(tasks.spliterator(), false)
        .map(task -> task.file().location() + " " + new TreeSet<>(deletes(task)))
        .sorted()
        .toList();
  }

  private static List<String> deletes(FileScanTask task) {
    return task.deletes().stream().map(DeleteFile::location).toList();
  }

  @Test
  void bothPlanTheSameFilesAndDeletes() {
    Table table = createTable(40);
    table.newRowDelta().addDeletes(deletes(1)).commit();
    table.newAppend().appendFile(file(99, 1)).commit();

    List<String> planned = planned(there.loadTable(READS).newScan().planFiles());

    assertThat(planned).hasSize(41).isEqualTo(planned(here.loadTable(READS).newScan().planFiles()));
  }

  @Test
  void filtersAndSnapshotsAreTheSame() {
    Table table = createTable(40);
    long first = table.currentSnapshot().snapshotId();
    table.newDelete().deleteFile(file(0, 0)).commit();
    table.manageSnapshots().createTag("release", first).commit();

    assertThat(
            planned(
                there.loadTable(READS).newScan().filter(Expressions.equal("lane", 0)).planFiles()))
        .hasSize(9);
    assertThat(planned(there.loadTable(READS).newScan().useRef("release").planFiles())).hasSize(40);
    assertThat(planned(there.loadTable(READS).newScan().useSnapshot(first).planFiles()))
        .hasSize(40);
  }

  @Test
  void aLargePlanComesInPartsThatDoNotOverlap() {
    createTable(4_500);

    List<String> planned = planned(there.loadTable(READS).newScan().planFiles());

    assertThat(planned).hasSize(4_500).doesNotHaveDuplicates();
  }

  @Test
  void aTableWithoutSnapshotsHasAnEmptyPlan() {
    here.createTable(READS, SCHEMA, BY_LANE);

    assertThat(planned(there.loadTable(READS).newScan().planFiles())).isEmpty();
  }

  @Test
  void whatNoServerPlannedIsNotThere() {
    createTable(1);

    assertThat(client.get(PLANS + "/nonsense").error())
        .isEqualTo("404 NoSuchPlanIdException: Plan id does not exist: nonsense");
    assertThat(
            client.post(PLANS.replace("/plan", "/tasks"), "{\"plan-task\": \"nonsense\"}").error())
        .isEqualTo("404 NoSuchPlanTaskException: Plan task does not exist: nonsense");
    assertThat(client.post(PLANS, "{\"snapshot-id\": 5}").error())
        .isEqualTo("400 IllegalArgumentException: Invalid snapshot: it does not exist: 5");
  }

  @Test
  void aFilterOverNoColumnIsRefused() {
    createTable(1);

    Answer answer =
        client.post(PLANS, "{\"filter\": {\"type\": \"eq\", \"term\": \"none\", \"value\": 1}}");

    assertThat(answer.error())
        .startsWith("400 ValidationException: Cannot find field 'none' in struct");
  }

  @Test
  void anyReplicaAnswersForAPlan() {
    createTable(3);
    String planId = client.post(PLANS, "{}").json().path("plan-id").asText();
    TestServer replica = server.startReplica();
    try {
      RestClient other = new RestClient(replica.uri());

      assertThat(other.get(PLANS + "/" + planId).json().path("file-scan-tasks")).hasSize(3);
      assertThat(other.send("DELETE", PLANS + "/" + planId, null, Map.of()).status())
          .isEqualTo(204);
    } finally {
      replica.stop();
    }
  }
}
