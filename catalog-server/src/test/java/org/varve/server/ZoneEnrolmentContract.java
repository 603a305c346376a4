// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;
import org.varve.sql.QueryException;
import org.varve.storage.irods.zone.AccessLevel;

/** Enrolling in any zone, as the owner of the projects, who is not the service user. */
abstract class ZoneEnrolmentContract extends ZoneServerFixture {
  @Test
  void theServiceUserOwnsTheFilesAndTheReadersOfTheProjectReadThem() {
    String path = collection("shared");
    zone.grant("lab", AccessLevel.READ_OBJECT, path);
    zone.grant("carol", AccessLevel.MODIFY_OBJECT, path);

    Project project = client.registerProject(path);
    record(project, "depth", "12");

    assertThat(project.owner()).isEqualTo(alice);
    assertThat(zone.access(path))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "alice", AccessLevel.OWN,
                "lab", AccessLevel.READ_OBJECT,
                "carol", AccessLevel.MODIFY_OBJECT,
                "varve", AccessLevel.READ_OBJECT));
    assertThat(zone.access(path + "/.mesa"))
        .isEqualTo(Map.of("alice", AccessLevel.OWN, "varve", AccessLevel.READ_OBJECT));
    Map<String, AccessLevel> onData =
        Map.of(
            "alice", AccessLevel.READ_OBJECT,
            "lab", AccessLevel.READ_OBJECT,
            "carol", AccessLevel.READ_OBJECT,
            "varve", AccessLevel.OWN);
    assertThat(zone.access(path + "/.mesa/iceberg")).isEqualTo(onData);
    List<String> files = files(path);
    assertThat(files)
        .isNotEmpty()
        .allSatisfy(file -> assertThat(zone.access(file)).isEqualTo(onData));
    assertThat(zone.avus(path)).containsExactly("mesa.enabled=true");
  }

  @Test
  void nobodyMayWriteTheFilesOfAProjectWhoseChildrenInherit() {
    String path = collection("inheriting");
    zone.inherit(path);
    zone.grant("carol", AccessLevel.MODIFY_OBJECT, path);
    zone.grant("bob", AccessLevel.CREATE_OBJECT, path);

    client.registerProject(path);

    assertThat(zone.access(path + "/.mesa/iceberg"))
        .isEqualTo(
            Map.of(
                "alice", AccessLevel.READ_OBJECT,
                "bob", AccessLevel.READ_OBJECT,
                "carol", AccessLevel.READ_OBJECT,
                "varve", AccessLevel.OWN));
  }

  @Test
  void theFilesLieInTheDataCollectionThatIsAskedFor() {
    String path = collection("elsewhere");

    Project project = client.registerProject(new EnrolmentRequest(path, "history/tables", false));
    record(project, "depth", "12");

    assertThat(project.dataCollection()).isEqualTo("history/tables");
    assertThat(zone.objectsBelow(path + "/history/tables")).isNotEmpty();
    assertThat(files(path)).isEmpty();
    assertRefused(
        QueryException.Kind.CONFLICT,
        "Project already exists: " + path,
        () -> client.registerProject(path));
  }

  @Test
  void enrollingAgainChangesNothing() {
    String path = collection("again");
    Project project = client.registerProject(path);
    record(project, "depth", "12");
    Map<String, AccessLevel> access = zone.access(path + "/.mesa/iceberg");

    assertThat(client.registerProject(path)).isEqualTo(project);

    assertThat(zone.avus(path)).containsExactly("mesa.enabled=true");
    assertThat(zone.access(path + "/.mesa/iceberg")).isEqualTo(access);
    assertThat(client.blame(project.id(), path + "/a.csv")).hasSize(1);
    client.archiveProject(project.id());
    assertRefused(
        QueryException.Kind.CONFLICT,
        "Project already exists: " + path,
        () -> client.registerProject(path));
  }

  @Test
  void subCollectionsThatAreNarrowerAreNamedAndRefused() {
    String path = collection("narrow");
    zone.grant("lab", AccessLevel.READ_OBJECT, path);
    zone.makeOwned("alice", path + "/open");
    zone.grant("bob", AccessLevel.READ_OBJECT, path + "/open");
    zone.grant("carol", AccessLevel.READ_OBJECT, path + "/open");
    zone.makeOwned("alice", path + "/open/secret");
    zone.makeOwned("alice", path + "/private");
    zone.grant("bob", AccessLevel.READ_OBJECT, path + "/private");

    assertRefused(
        QueryException.Kind.CONFLICT,
        "Cannot enrol project: its readers may not read all of its sub-collections, and would see"
            + " their history (readers_see_all allows it): "
            + path
            + "/open/secret, "
            + path
            + "/private",
        () -> client.registerProject(path));
    assertThat(zone.avus(path)).isEmpty();

    EnrolmentRequest anyway = new EnrolmentRequest(path, Project.DEFAULT_DATA_COLLECTION, true);
    Project project = client.registerProject(anyway);
    assertThat(client.registerProject(path)).isEqualTo(project);
  }

  @Test
  void enrollingAgainIsNotRefusedForTheDataCollection() {
    String path = collection("with readers");
    zone.grant("lab", AccessLevel.READ_OBJECT, path);
    zone.makeOwned("alice", path + "/open");
    zone.grant("lab", AccessLevel.READ_OBJECT, path + "/open");

    Project project = client.registerProject(path);

    assertThat(client.registerProject(path)).isEqualTo(project);
  }

  @Test
  void whatTheOwnerDoesNotOwnIsRefused() {
    String his = zone.home("bob") + "/his";
    zone.makeOwned("bob", his);
    zone.grant("alice", AccessLevel.MODIFY_OBJECT, his);

    assertRefused(
        QueryException.Kind.FORBIDDEN,
        "Cannot enrol project: " + alice + " does not own the collection: " + his,
        () -> client.registerProject(his));
    assertRefused(
        QueryException.Kind.NOT_FOUND,
        "Collection does not exist, or "
            + alice
            + " may not read the collection it is in: "
            + home
            + "/missing",
        () -> client.registerProject(home + "/missing"));
    assertRefused(
        QueryException.Kind.INVALID,
        "Invalid logical path: holds a quote together with || or &&: " + home + "/a'||b",
        () -> client.registerProject(home + "/a'||b"));
  }

  @Test
  void theNearestEnrolledAncestorHoldsAPath() {
    String outer = collection("outer");
    zone.grant("lab", AccessLevel.READ_OBJECT, outer);
    String inner = collection("outer/inner");
    Project innerProject = client.registerProject(inner);
    // Its files are not for the readers of the outer one, and neither is its history.
    Project outerProject = client.registerProject(outer);

    assertThat(client.findProject(inner + "/a.csv")).contains(innerProject);
    assertThat(client.findProject(outer + "/a.csv")).contains(outerProject);
    assertRefused(
        QueryException.Kind.INVALID,
        "Invalid irods_path: inside the data collection of a project: " + outer + "/.mesa/iceberg",
        () -> client.registerProject(outer + "/.mesa/iceberg"));
  }
}
