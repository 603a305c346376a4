// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.catalog.PostgresProjectStore;
import org.varve.history.Project;
import org.varve.server.rest.RestClient.Answer;

/** Tables are loaded, committed, registered and left alone as the specification says. */
@Shows({
  "COMMIT_TRANSACTION",
  "CREATE_TABLE",
  "LOAD_TABLE",
  "REGISTER_TABLE",
  "REPORT_METRICS",
  "UNREGISTER_TABLE"
})
class TableOperationsTest {
  @RegisterExtension private static final Lab LAB = new Lab();

  @Test
  void aLoadIsAnsweredFromBytesAndKnowsWhatTheClientHas() throws IOException {
    String location = LAB.createTable("reads").json().path("metadata-location").asText();

    Answer plain = LAB.client().get(Lab.TABLES + "/reads");
    Answer packed = LAB.client().get(Lab.TABLES + "/reads", Map.of("Accept-Encoding", "gzip"));
    Answer unchanged =
        LAB.client().get(Lab.TABLES + "/reads", Map.of("If-None-Match", plain.header("ETag")));
    Answer refs = LAB.client().get(Lab.TABLES + "/reads?snapshots=refs");

    assertThat(plain.json().path("metadata-location").asText()).isEqualTo(location);
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(
            new GZIPInputStream(new ByteArrayInputStream(packed.response().body())).readAllBytes())
        .isEqualTo(plain.response().body());
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(refs.header("ETag")).isNotEqualTo(plain.header("ETag"));
    assertThat(LAB.client().get(Lab.TABLES + "/reads?snapshots=some").error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid snapshot mode: it is not all or refs: some");
  }

  @Test
  void anOvertakenBaseIsALostRaceAndWritesNothing() {
    String uuid = LAB.createTable("reads").json().path("metadata").path("table-uuid").asText();
    List<Path> before = LAB.files();

    Answer answer =
        LAB.client()
            .post(
                Lab.TABLES + "/reads",
                """
            {"requirements": [{"type": "assert-table-uuid", "uuid": "%s"},
                {"type": "assert-ref-snapshot-id", "ref": "main", "snapshot-id": 7}],
             "updates": [{"action": "set-properties", "updates": {"a": "b"}}]}
            """
                    .formatted(uuid));

    assertThat(answer.error())
        .isEqualTo(
            "409 CommitFailedException: Requirement failed: branch or tag main is missing,"
                + " expected 7");
    assertThat(LAB.files()).isEqualTo(before);
  }

  @Test
  void aTransactionChangesAllTablesOrNone() {
    LAB.createTable("reads");
    LAB.createTable("runs");
    List<Path> before = LAB.files();
    String change =
        """
        {"identifier": {"namespace": ["lab"], "name": "%s"}, "requirements": [%s],
         "updates": [{"action": "set-properties", "updates": {"seen": "yes"}}]}
        """;

    Answer lost =
        LAB.client()
            .post(
                "/v1/transactions/commit",
                "{\"table-changes\": ["
                    + change.formatted("reads", "")
                    + ","
                    + change.formatted(
                        "runs",
                        "{\"type\": \"assert-table-uuid\","
                            + " \"uuid\": \"00000000-0000-0000-0000-000000000000\"}")
                    + "]}");

    assertThat(lost.status()).isEqualTo(409);
    assertThat(LAB.files()).isEqualTo(before);
    assertThat(property("reads")).isEmpty();

    Answer done =
        LAB.client()
            .post(
                "/v1/transactions/commit",
                "{\"table-changes\": ["
                    + change.formatted("reads", "")
                    + ","
                    + change.formatted("runs", "")
                    + "]}");

    assertThat(done.status()).isEqualTo(204);
    assertThat(property("reads")).isEqualTo("yes");
    assertThat(property("runs")).isEqualTo("yes");
  }

  @Test
  void aTransactionNamesATableOnce() {
    LAB.createTable("reads");
    String change =
        """
        {"identifier": {"namespace": ["lab"], "name": "reads"}, "requirements": [],
         "updates": []}
        """;

    Answer answer =
        LAB.client()
            .post(
                "/v1/transactions/commit", "{\"table-changes\": [" + change + "," + change + "]}");

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid transaction: it changes a table twice:"
                + " lab.reads");
  }

  private static String property(String table) {
    return LAB.client()
        .get(Lab.TABLES + "/" + table)
        .json()
        .path("metadata")
        .path("properties")
        .path("seen")
        .asText();
  }

  @Test
  void metadataOfAnotherBucketIsNotRegistered() {
    Answer answer =
        LAB.client()
            .post(
                "/v1/namespaces/lab/register",
                "{\"name\": \"stolen\", \"metadata-location\": \"s3://other/t/metadata/0.json\"}");

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid metadata location: it lies outside of the"
                + " namespace's bucket: s3://other/t/metadata/0.json");
  }

  @Test
  void anUnregisteredTableLeavesItsFilesAndCanBeRegisteredAgain() {
    LAB.createTable("reads");
    List<Path> before = LAB.files();

    Answer gone = LAB.client().post(Lab.TABLES + "/reads/unregister", "");
    Answer back =
        LAB.client()
            .post(
                "/v1/namespaces/lab/register",
                "{\"name\": \"back\", \"metadata-location\": \""
                    + gone.json().path("metadata-location").asText()
                    + "\"}");

    assertThat(gone.status()).isEqualTo(200);
    assertThat(LAB.client().get(Lab.TABLES + "/reads").status()).isEqualTo(404);
    assertThat(back.json().path("metadata")).isEqualTo(gone.json().path("metadata"));
    assertThat(LAB.files()).isEqualTo(before);
  }

  @Test
  void metricsOfATableThatIsThereAreTaken() {
    LAB.createTable("reads");
    String report =
        """
        {"report-type": "commit-report", "table-name": "reads", "snapshot-id": 1,
         "sequence-number": 1, "operation": "append", "metrics": {}}
        """;

    assertThat(LAB.client().post(Lab.TABLES + "/reads/metrics", report).status()).isEqualTo(204);
    assertThat(LAB.client().post(Lab.TABLES + "/none/metrics", report).status()).isEqualTo(404);
  }

  @Test
  void aTableIsInTheCatalogOnce() {
    String location = LAB.createTable("reads").json().path("metadata-location").asText();

    Answer answer =
        LAB.client()
            .post(
                "/v1/namespaces/lab/register",
                "{\"name\": \"again\", \"metadata-location\": \"" + location + "\"}");

    assertThat(answer.error())
        .isEqualTo(
            "409 AlreadyExistsException: Location already exists in the catalog: "
                + location.replaceFirst("/metadata/.*", ""));
  }

  @Test
  void clientsReadTheHistoryAndNeverChangeIt() {
    Project project =
        new PostgresProjectStore(
                LAB.server().database(),
                LAB.server().catalog(),
                (path, collection, bucket) -> "file:" + LAB.directory().resolve(bucket))
            .create("/zone/home/lab", ".mesa/iceberg", "ada#zone");
    String tables = "/v1/namespaces/" + project.namespace() + "/tables";
    String refused =
        " table: only the server changes the history of a project: "
            + project.namespace()
            + ".avu_changes";

    assertThat(LAB.client().get(tables + "/avu_changes").status()).isEqualTo(200);
    assertThat(
            LAB.client()
                .post(tables + "/avu_changes", "{\"requirements\": [], \"updates\": []}")
                .error())
        .isEqualTo("403 ForbiddenException: Cannot commit to" + refused);
    assertThat(LAB.client().send("DELETE", tables + "/avu_changes", null, Map.of()).error())
        .isEqualTo("403 ForbiddenException: Cannot drop" + refused);
    assertThat(
            LAB.client()
                .post(
                    "/v1/tables/rename",
                    """
                    {"source": {"namespace": ["%1$s"], "name": "avu_changes"},
                     "destination": {"namespace": ["%1$s"], "name": "mine"}}
                    """
                        .formatted(project.namespace()))
                .error())
        .isEqualTo("403 ForbiddenException: Cannot rename" + refused);
    assertThat(
            LAB.client()
                .post(tables, "{\"name\": \"avus\", \"schema\": " + Lab.SCHEMA + "}")
                .error())
        .startsWith("403 ForbiddenException: Cannot create table: only the server");
    assertThat(
            LAB.client()
                .send("DELETE", "/v1/namespaces/" + project.namespace(), null, Map.of())
                .status())
        .isEqualTo(409);
  }
}
