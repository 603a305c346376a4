// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.AsOf;
import org.varve.history.Avu;
import org.varve.history.AvuQuery;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.Project;
import org.varve.history.TargetType;
import org.varve.sql.QueryException;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.zone.InProcessZone;

/** Projects whose collections are renamed, and such as are given up. */
class ZoneMoveIT {
  private static final String HOME = "/tempZone/home/alice";

  @TempDir private static Path directory;

  private static TestZone testZone;
  private static InProcessZone zone;
  private static CatalogServer server;
  private static LakehouseClient client;

  @BeforeAll
  static void start() throws IOException {
    testZone = TestZone.start(directory.resolve("vault"));
    zone = testZone.zone();
    server = TestServers.start(directory.resolve("server"), testZone.settings());
    client = LakehouseClient.connect(server.address());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    server.close();
    testZone.close();
  }

  @Test
  void aMovedProjectIsReadUnderBothPathsEachAtItsTime() {
    String before = HOME + "/before";
    String after = HOME + "/after";
    Project project = enrol(before);
    record(project, ChangeType.ADD, before + "/a.csv", "depth", "11");
    Instant then =
        client
            .recordChanges(project.id(), changeSet(ChangeType.ADD, before, "title", "reef"))
            .recordedAt();
    List<String> files = zone.objectsBelow(before + "/.mesa/iceberg");

    zone.rename(before, after);
    Project moved = client.moveProject(project.id(), after);

    assertThat(moved.irodsPath()).isEqualTo(after);
    assertThat(moved.formerPaths()).containsExactly(before);
    assertThat(moved.bucket()).isEqualTo(project.bucket());
    assertThat(zone.objectsBelow(after + "/.mesa/iceberg"))
        .containsAll(files.stream().map(file -> after + file.substring(before.length())).toList());
    assertThat(triples(moved, before, new AsOf.RecordedAt(then)))
        .containsExactly(before + " title=reef", before + "/a.csv depth=11");
    assertThat(triples(moved, before, AsOf.NOW)).isEmpty();
    assertThat(triples(moved, after, AsOf.NOW))
        .containsExactly(after + " title=reef", after + "/a.csv depth=11");

    record(moved, ChangeType.DELETE, after + "/a.csv", "depth", "11");
    assertThat(triples(moved, after, AsOf.NOW)).containsExactly(after + " title=reef");
    assertThat(client.findProject(before + "/a.csv")).contains(moved);
    assertThat(client.moveProject(project.id(), after)).isEqualTo(moved);
    assertThat(triples(moved, after, AsOf.NOW)).containsExactly(after + " title=reef");
  }

  @Test
  void intoWhereItWasAProjectMovesByAThirdNameAndKeepsEveryTripleOnce() {
    String path = HOME + "/coral";
    String inside = path + "/coral";
    Project project = enrol(path);
    record(project, ChangeType.ADD, path, "title", "reef");
    record(project, ChangeType.ADD, inside + "/a.csv", "depth", "11");
    zone.rename(path, HOME + "/aside");
    zone.makeOwned("alice", path);
    zone.rename(HOME + "/aside", inside);

    assertThatThrownBy(() -> client.moveProject(project.id(), inside))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.UNPROCESSABLE))
        .hasMessage(nested(inside));
    zone.rename(inside, HOME + "/aside");
    client.moveProject(project.id(), HOME + "/aside");
    zone.rename(HOME + "/aside", inside);
    Project moved = client.moveProject(project.id(), inside);

    assertThat(moved.formerPaths()).containsExactly(path, HOME + "/aside");
    List<String> once = List.of(inside + " title=reef", inside + "/coral/a.csv depth=11");
    assertThat(triples(moved, path, AsOf.NOW)).containsExactlyElementsOf(once);
    assertThat(client.moveProject(project.id(), inside)).isEqualTo(moved);
    assertThat(triples(moved, path, AsOf.NOW)).containsExactlyElementsOf(once);
  }

  @Test
  void toWhatEnclosedItAProjectMovesByAThirdNameAndKeepsEveryTripleOnce() {
    String path = HOME + "/atoll";
    zone.makeOwned("alice", path);
    Project project = enrol(path + "/inner");
    record(project, ChangeType.ADD, path + "/inner/inner/a.csv", "depth", "11");
    zone.rename(path + "/inner", HOME + "/lagoon");
    zone.rename(path, HOME + "/empty atoll");
    zone.rename(HOME + "/lagoon", path);

    assertThatThrownBy(() -> client.moveProject(project.id(), path)).hasMessage(nested(path));
    zone.rename(path, HOME + "/lagoon");
    client.moveProject(project.id(), HOME + "/lagoon");
    zone.rename(HOME + "/lagoon", path);
    Project moved = client.moveProject(project.id(), path);
    client.moveProject(project.id(), path);

    assertThat(triples(moved, path, AsOf.NOW)).containsExactly(path + "/inner/a.csv depth=11");
    zone.rename(path, HOME + "/lagoon");
    Project back = client.moveProject(project.id(), HOME + "/lagoon");
    assertThat(triples(back, path, AsOf.NOW)).isEmpty();
    assertThat(triples(back, HOME + "/lagoon", AsOf.NOW))
        .containsExactly(HOME + "/lagoon/inner/a.csv depth=11");
  }

  @Test
  void anArchivedProjectMovesWithItsFilesAndItsTriplesStay() {
    String path = HOME + "/shelf";
    Project project = enrol(path);
    record(project, ChangeType.ADD, path, "title", "reef");
    client.archiveProject(project.id());

    zone.rename(path, HOME + "/cellar");
    Project moved = client.moveProject(project.id(), HOME + "/cellar");

    assertThat(triples(moved, path, AsOf.NOW)).containsExactly(path + " title=reef");
  }

  @Test
  void aProjectIsNotMovedToWhereItsFilesAreNot() {
    Project project = enrol(HOME + "/stays");
    zone.makeOwned("alice", HOME + "/empty");

    assertThatThrownBy(() -> client.moveProject(project.id(), HOME + "/empty"))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.CONFLICT))
        .hasMessage(
            "Cannot move project: its files are not there: varve#tempZone does not own the data"
                + " collection, or cannot see it: "
                + HOME
                + "/empty/.mesa/iceberg");
    assertThat(client.findProject(HOME + "/stays")).contains(project);
  }

  @Test
  void theOwnerMayRemoveAProjectThatWasReleased() {
    String path = HOME + "/given up";
    Project project = enrol(path);
    record(project, ChangeType.ADD, path, "title", "reef");
    assertThatThrownBy(() -> client.releaseProject(project.id()))
        .hasMessage("Cannot release project: it is not archived: " + path);

    client.archiveProject(project.id());
    assertThatThrownBy(() -> remove(path))
        .rootCause()
        .hasMessageStartingWith("Failed to remove data object: iRODS answered -818000: " + path);

    client.releaseProject(project.id());
    assertThat(triples(project, path, AsOf.NOW)).containsExactly(path + " title=reef");
    remove(path);

    assertThat(zone.objectsBelow(path)).isEmpty();
    assertThat(zone.objectsBelow("/tempZone/trash")).isEmpty();
    assertThatThrownBy(() -> zone.access(path)).hasMessageContaining("-808000");
  }

  /** Everything in a collection and the collection, as the owner of the project. */
  private static void remove(String path) {
    try (var alice = new IrodsClient(testZone.config(TestZone.OWNER));
        var files = new IrodsFileIO(alice)) {
      assertThat(zone.objectsBelow(path + "/.mesa/iceberg")).isNotEmpty();
      files.deletePrefix("irods:/" + path);
    }
  }

  private static String nested(String path) {
    return "Cannot move project: one of the paths lies in the other; rename the collection to a third"
        + " name, move the project there, and then do both again to: "
        + path;
  }

  private static Project enrol(String path) {
    zone.makeOwned("alice", path);
    return client.registerProject(path);
  }

  private static void record(
      Project project, ChangeType type, String path, String attribute, String value) {
    client.recordChanges(project.id(), changeSet(type, path, attribute, value));
  }

  private static ChangeSet changeSet(ChangeType type, String path, String attribute, String value) {
    TargetType target = path.endsWith(".csv") ? TargetType.DATA_OBJECT : TargetType.COLLECTION;
    Change change = new Change(path, target, type, new Avu(attribute, value, ""), null, null, null);
    return new ChangeSet(null, null, null, null, null, List.of(change));
  }

  private static List<String> triples(Project project, String path, AsOf asOf) {
    return client
        .avus(project.id(), new AvuQuery(path, true, asOf, null, 100, null))
        .items()
        .stream()
        .map(avu -> avu.irodsPath() + " " + avu.avu().attribute() + "=" + avu.avu().value())
        .toList();
  }
}
