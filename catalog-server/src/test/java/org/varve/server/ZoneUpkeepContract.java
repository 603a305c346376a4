// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.varve.history.Baseline;
import org.varve.history.Project;
import org.varve.history.SyncedReaders;
import org.varve.sql.QueryException;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsCollections;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.AccessLevel;

/** What becomes of an enrolled project's files in any zone, and who may do what with them. */
abstract class ZoneUpkeepContract extends ZoneServerFixture {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void aNewReaderGetsTheFilesThatAreThereAndAFormerOneLosesThem() {
    String path = collection("readers");
    zone.grant("lab", AccessLevel.READ_OBJECT, path);
    Project project = client.registerProject(path);
    record(project, "depth", "12");
    zone.grant("lab", AccessLevel.NULL, path);
    zone.grant("carol", AccessLevel.MODIFY_OBJECT, path);

    assertThat(client.syncReaders(project.id()).changed()).isEqualTo(2);
    assertThat(client.syncReaders(project.id()).changed()).isZero();

    Map<String, AccessLevel> expected =
        Map.of(
            "alice", AccessLevel.READ_OBJECT,
            "carol", AccessLevel.READ_OBJECT,
            "varve", AccessLevel.OWN);
    assertThat(zone.access(path + "/.mesa/iceberg")).isEqualTo(expected);
    assertThat(files(path))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(zone.access(file)).isEqualTo(expected));
    record(project, "depth", "13");
    assertThat(files(path)).allSatisfy(file -> assertThat(zone.access(file)).isEqualTo(expected));
  }

  @Test
  void subCollectionsThatBecomeNarrowerAreNamed() {
    String path = collection("narrowing");
    zone.grant("lab", AccessLevel.READ_OBJECT, path);
    for (String below : List.of("/open", "/open/secret", "/private")) {
      zone.makeOwned("alice", path + below);
      zone.grant("lab", AccessLevel.READ_OBJECT, path + below);
    }
    Project project = client.registerProject(path);
    assertThat(client.syncReaders(project.id())).isEqualTo(new SyncedReaders(0, List.of()));

    zone.grant("lab", AccessLevel.NULL, path + "/open/secret");
    zone.grant("lab", AccessLevel.NULL, path + "/private");
    zone.grant("bob", AccessLevel.READ_OBJECT, path + "/private");

    assertThat(client.syncReaders(project.id()).narrower())
        .containsExactlyInAnyOrder(path + "/open/secret", path + "/private");
  }

  @Test
  void whoMayReadTheProjectReadsTheFilesHimselfAndNobodyElseDoes() throws IOException {
    String path = collection("read by hand");
    zone.grant("lab", AccessLevel.READ_OBJECT, path);
    zone.addUser("dora");
    record(client.registerProject(path), "depth", "12");
    String file = "irods:/" + files(path).get(0);

    try (var bob = new IrodsClient(zone.config("bob"));
        var dora = new IrodsClient(zone.config("dora"));
        var hisFiles = new IrodsFileIO(bob);
        var herFiles = new IrodsFileIO(dora)) {
      try (var stream = hisFiles.newInputFile(file).newStream()) {
        assertThat(stream.readAllBytes()).isNotEmpty();
      }
      assertThatThrownBy(() -> hisFiles.deleteFile(file))
          .rootCause()
          .hasMessageContaining("iRODS answered -818000");
      assertThat(herFiles.newInputFile(file).exists()).isFalse();
    }
  }

  @Test
  void theOwnerMayNotAlterTheFilesUntilTheProjectIsReleased() {
    String path = collection("given up");
    Project project = client.registerProject(path);
    record(project, "depth", "12");
    client.archiveProject(project.id());

    assertThatThrownBy(() -> remove(path))
        .rootCause()
        .hasMessageStartingWith("Failed to remove data object: iRODS answered -818000: " + path);
    client.releaseProject(project.id());
    remove(path);

    try (var owner = new IrodsClient(zone.config("alice"))) {
      assertThat(owner.isCollection(new LogicalPath(path))).isFalse();
    }
  }

  private void remove(String path) {
    try (var owner = new IrodsClient(zone.config("alice"));
        var files = new IrodsFileIO(owner)) {
      files.deletePrefix("irods:/" + path);
    }
  }

  @Test
  void aRenamedProjectIsFollowed() {
    String path = collection("before");
    Project project = client.registerProject(path);
    record(project, "depth", "12");
    String after = home + "/after";

    zone.rename("alice", path, after);
    Project moved = client.moveProject(project.id(), after);
    record(moved, "depth", "13");

    assertThat(client.blame(project.id(), path + "/a.csv")).isEmpty();
    assertThat(client.blame(project.id(), after + "/a.csv"))
        .extracting(avu -> avu.avu().value())
        .containsExactly("12", "13");
    assertThat(files(after)).isNotEmpty();
    assertRefused(
        QueryException.Kind.CONFLICT,
        "Cannot move project: its files are not there: "
            + zone.name("varve")
            + "#"
            + zoneName
            + " does not own the data collection, or cannot see it: "
            + path
            + "/.mesa/iceberg",
        () -> client.moveProject(project.id(), path));
  }

  @Test
  void whatWasThereBeforeIsTheBaseline() {
    String path = collection("baseline");
    zone.makeOwned("alice", path + "/it's a%b_c");
    try (var owner = new IrodsClient(zone.config("alice"))) {
      var collections = new IrodsCollections(owner);
      collections.addAvu(new LogicalPath(path), "title", "reef");
      collections.addAvu(new LogicalPath(path + "/it's a%b_c"), "color", "ışık");
    }

    Project project = client.registerProject(path);

    await()
        .atMost(PATIENCE)
        .until(() -> client.baseline(project.id()).state() == Baseline.State.FINISHED);
    assertThat(client.baseline(project.id()).avus()).isEqualTo(2);
    assertThat(client.blame(project.id(), path + "/it's a%b_c"))
        .extracting(avu -> avu.actor() + " " + avu.avu().value())
        .containsExactly(alice + " ışık");
  }
}
