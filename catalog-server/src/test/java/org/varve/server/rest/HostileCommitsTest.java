// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.varve.server.rest.HostileInputTest.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.varve.server.rest.RestClient.Answer;

/** Well-formed JSON that asks for what makes no sense or belongs to others: nothing is written. */
class HostileCommitsTest {
  @RegisterExtension private static final Lab LAB = new Lab();

  @BeforeEach
  void createTable() {
    assertThat(LAB.createTable("reads").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"requirements\": [{\"type\": \"assert-create\"}, {\"type\": \"assert-table-uuid\","
            + " \"uuid\": \"00000000-0000-0000-0000-000000000000\"}], \"updates\": []}",
        "{\"requirements\": [{\"type\": \"assert-magic\"}], \"updates\": []}",
        "{\"requirements\": 5, \"updates\": []}",
        "{\"requirements\": [], \"updates\": {}}",
        "{\"requirements\": [null], \"updates\": []}",
        "{\"requirements\": [], \"updates\": [null]}",
        "{\"requirements\": [], \"updates\": [{}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"set-properties\"}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"assign-uuid\","
            + " \"uuid\": \"00000000-0000-0000-0000-000000000000\"}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"remove-schemas\","
            + " \"schema-ids\": [0]}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"remove-partition-specs\","
            + " \"spec-ids\": [0]}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"add-schema\", \"schema\": 5}]}",
        "{\"requirements\": [], \"updates\": [{\"action\": \"set-properties\", \"updates\":"
            + " {\"write.data.path\": \"s3://other-bucket/data\"}}]}",
        "{\"identifier\": {\"namespace\": [\"lab\"], \"name\": \"other\"},"
            + " \"requirements\": [], \"updates\": []}",
      })
  void contradictionsAreRefusedAndWriteNothing(String body) {
    List<Path> before = LAB.files();

    assertRefused(LAB.client().post(Lab.TABLES + "/reads", body), 400);

    assertThat(LAB.files()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\": \"do-magic\"}",
        "{\"action\": \"set-current-schema\", \"schema-id\": 99}",
        "{\"action\": \"set-current-schema\", \"schema-id\": -1}",
        "{\"action\": \"set-default-spec\", \"spec-id\": -1}",
        "{\"action\": \"set-default-sort-order\", \"sort-order-id\": 99}",
        "{\"action\": \"set-location\", \"location\": \"s3://other-bucket/reads\"}",
        "{\"action\": \"set-location\", \"location\": \"s3://warehouse/../../etc\"}",
        "{\"action\": \"set-location\", \"location\": \"file:/etc\"}",
        "{\"action\": \"set-properties\", \"updates\":"
            + " {\"write.metadata.path\": \"s3://other-bucket/m\"}}",
        "{\"action\": \"set-snapshot-ref\", \"ref-name\": \"main\", \"type\": \"branch\","
            + " \"snapshot-id\": 5}",
        "{\"action\": \"upgrade-format-version\", \"format-version\": 99}",
        "{\"action\": \"upgrade-format-version\", \"format-version\": 1}",
      })
  void updatesThatMakeNoSenseAreRefusedAndWriteNothing(String update) {
    List<Path> before = LAB.files();

    Answer answer =
        LAB.client()
            .post(Lab.TABLES + "/reads", "{\"requirements\": [], \"updates\": [" + update + "]}");

    assertThat(answer.error()).startsWith("400 ");
    assertThat(LAB.files()).isEqualTo(before);
  }

  @Test
  void theSameSnapshotTwiceIsRefused() {
    List<Path> before = LAB.files();
    String snapshot =
        """
        {"action": "add-snapshot", "snapshot": {"snapshot-id": 1, "sequence-number": 1,
          "timestamp-ms": %d, "schema-id": 0, "manifest-list": "s3://warehouse/x.avro",
          "summary": {"operation": "append"}}}
        """
            .formatted(System.currentTimeMillis());

    Answer answer =
        LAB.client()
            .post(
                Lab.TABLES + "/reads",
                "{\"requirements\": [], \"updates\": [" + snapshot + "," + snapshot + "]}");

    assertThat(answer.status()).as(answer::error).isIn(400, 409);
    assertThat(LAB.files()).isEqualTo(before);
  }

  @Test
  void aSnapshotThatIsReadFromAnotherBucketIsRefused() {
    Answer answer =
        LAB.client()
            .post(
                Lab.TABLES + "/reads",
                """
            {"requirements": [], "updates": [{"action": "add-snapshot", "snapshot":
              {"snapshot-id": 1, "sequence-number": 1, "timestamp-ms": %d, "schema-id": 0,
               "manifest-list": "s3://other-bucket/x.avro", "summary": {"operation": "append"}}}]}
            """
                    .formatted(System.currentTimeMillis()));

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid manifest list: it lies outside of the"
                + " namespace's bucket: s3://other-bucket/x.avro");
  }

  @Test
  void metadataThatPutsItsTableElsewhereIsNotRegistered() throws IOException {
    Answer loaded = LAB.client().get(Lab.TABLES + "/reads");
    ObjectNode metadata = (ObjectNode) loaded.json().path("metadata");
    metadata.put("location", "s3://other-bucket/reads");
    Path planted = LAB.directory().resolve("planted/metadata/0.metadata.json");
    Files.createDirectories(planted.getParent());
    Files.writeString(planted, metadata.toString());

    Answer answer =
        LAB.client()
            .post(
                "/v1/namespaces/lab/register",
                "{\"name\": \"stolen\", \"metadata-location\":"
                    + " \"s3://warehouse/planted/metadata/0.metadata.json\"}");

    assertThat(answer.error())
        .isEqualTo(
            "400 IllegalArgumentException: Invalid table location: it lies outside of the"
                + " namespace's bucket: s3://other-bucket/reads");
  }

  @Test
  void whatIsNoMetadataIsNotRegistered() throws IOException {
    Path planted = LAB.directory().resolve("planted.metadata.json");
    for (String content : List.of("", "nonsense", "{}", "[]", "{\"format-version\": 99}")) {
      Files.writeString(planted, content);
      for (String operation : List.of("register", "register-view")) {
        Answer answer =
            LAB.client()
                .post(
                    "/v1/namespaces/lab/" + operation,
                    "{\"name\": \"no\", \"metadata-location\":"
                        + " \"s3://warehouse/planted.metadata.json\"}");

        assertRefused(answer, 400);
      }
    }
    assertThat(LAB.client().get(Lab.TABLES).json().path("identifiers")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"filter\": {\"type\": \"magic\"}}",
        "{\"filter\": 5}",
        "{\"snapshot-id\": 1}",
        "{\"snapshot-id\": 1, \"start-snapshot-id\": 2}",
        "{\"start-snapshot-id\": 1, \"end-snapshot-id\": 2}",
      })
  void aPlanOfNonsenseIsRefused(String body) {
    assertRefused(LAB.client().post(Lab.TABLES + "/reads/plan", body), 400);
  }
}
