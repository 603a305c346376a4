// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.varve.storage.irods.client.IrodsAccess;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsCollections;
import org.varve.storage.irods.client.IrodsGrant;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.AccessLevel;

/**
 * What this module relies on where a zone has users, groups and permissions. Every zone passes the
 * same tests; each makes users of its own and removes them.
 */
abstract class ZoneAccessContract {
  private ZoneStage stage;
  private IrodsClient client;
  private IrodsCollections collections;
  private LogicalPath project;
  private String zone;

  /** The zone, and an administrator of it. */
  abstract RealZone zone();

  @BeforeEach
  void setTheStage() {
    zone = zone().zone();
    stage = ZoneStage.open(zone());
    stage.addUser("owner");
    stage.addUser("alice");
    stage.addUser("bob");
    stage.addGroup("lab", "alice");
    client = new IrodsClient(stage.config("owner"));
    collections = new IrodsCollections(client);
    project = new LogicalPath(stage.home("owner") + "/proj");
    client.createCollections(project);
  }

  @AfterEach
  void clearTheStage() {
    // In reverse order, as far as they came to be.
    try (ZoneStage cleared = stage;
        IrodsClient closed = client) {
      assertThat(cleared).isNotNull();
    }
  }

  @Test
  void whoMakesACollectionOwnsIt() {
    assertThat(collections.findOwner(project)).contains(called("owner"));
    assertThat(collections.findOwner(project.child("missing"))).isEmpty();
    assertThat(stage.access(project.text())).isEqualTo(Map.of("owner", AccessLevel.OWN));
  }

  @Test
  void aUserMayWhatHeAndHisGroupsMay() {
    assertThat(accessOf("alice")).isEqualTo(IrodsAccess.NONE);

    grant("lab", IrodsAccess.READ);
    assertThat(accessOf("alice")).isEqualTo(IrodsAccess.READ);
    assertThat(accessOf("bob")).isEqualTo(IrodsAccess.NONE);

    stage.join("lab", "bob");
    assertThat(accessOf("bob")).isEqualTo(IrodsAccess.READ);
    stage.leave("lab", "bob");
    assertThat(accessOf("bob")).isEqualTo(IrodsAccess.NONE);

    grant("alice", IrodsAccess.OWN);
    assertThat(accessOf("alice")).isEqualTo(IrodsAccess.OWN);

    grant("alice", IrodsAccess.NONE);
    grant("lab", IrodsAccess.NONE);
    assertThat(accessOf("alice")).isEqualTo(IrodsAccess.NONE);
  }

  @Test
  void whatIsMadeInACollectionInheritsOnceItIsTold() {
    grant("lab", IrodsAccess.READ);
    assertThat(collections.inherits(project)).isFalse();
    client.createCollections(project.child("before"));

    collections.inherit(project);
    client.createCollections(project.child("below"));
    client.openWriter(project.child("below").child("object")).finish();

    assertThat(collections.inherits(project)).isTrue();
    assertThat(stage.access(project.child("before").text()))
        .isEqualTo(Map.of("owner", AccessLevel.OWN));
    Map<String, AccessLevel> inherited =
        Map.of("owner", AccessLevel.OWN, "lab", AccessLevel.READ_OBJECT);
    assertThat(stage.access(project.child("below").text())).isEqualTo(inherited);
    assertThat(stage.access(project.child("below").child("object").text())).isEqualTo(inherited);
    assertThat(collections.access(project.child("below"), stage.name("alice"), zone))
        .isEqualTo(IrodsAccess.READ);
  }

  @Test
  void whoMakesSomethingWhereItInheritsGetsNoMoreThanIsInherited() {
    grant("alice", IrodsAccess.WRITE);
    collections.inherit(project);
    LogicalPath object = project.child("object");

    try (var alice = new IrodsClient(stage.config("alice"))) {
      alice.openWriter(object).finish();
    }

    assertThat(stage.access(object.text()))
        .isEqualTo(Map.of("owner", AccessLevel.OWN, "alice", AccessLevel.MODIFY_OBJECT));
  }

  @Test
  void everyGrantIsNamedAsItWasGiven() {
    grant("lab", IrodsAccess.READ);
    stage.grant("alice", AccessLevel.CREATE_OBJECT, project.text());
    stage.grant("bob", AccessLevel.DELETE_OBJECT, project.text());

    List<IrodsGrant> grants = collections.grants(project);

    assertThat(grants)
        .containsExactlyInAnyOrder(
            new IrodsGrant(stage.name("owner"), zone, 1200),
            new IrodsGrant(stage.name("lab"), zone, 1050),
            new IrodsGrant(stage.name("alice"), zone, 1110),
            new IrodsGrant(stage.name("bob"), zone, 1130));
    assertThat(accessOf("alice")).isEqualTo(IrodsAccess.READ);
    assertThat(accessOf("bob")).isEqualTo(IrodsAccess.WRITE);
  }

  @Test
  void readersAreNamedOneByOneAndTheirGroupsWithThem() {
    grant("lab", IrodsAccess.READ);
    grant("bob", IrodsAccess.WRITE);

    assertThat(collections.readers(project))
        .containsExactly(called("alice"), called("bob"), called("lab"), called("owner"));
    assertThat(collections.groups()).contains(called("lab"), "public#" + zone);
  }

  @Test
  void aGrantBelowReachesWhatIsThere() {
    LogicalPath below = project.child("below");
    client.createCollections(below);
    client.openWriter(below.child("object")).finish();

    collections.grantBelow(project, stage.name("alice"), zone, IrodsAccess.READ);

    Map<String, AccessLevel> expected =
        Map.of("owner", AccessLevel.OWN, "alice", AccessLevel.READ_OBJECT);
    assertThat(stage.access(below.text())).isEqualTo(expected);
    assertThat(stage.access(below.child("object").text())).isEqualTo(expected);

    collections.grantBelow(project, stage.name("alice"), zone, IrodsAccess.NONE);
    assertThat(stage.access(below.child("object").text()))
        .isEqualTo(Map.of("owner", AccessLevel.OWN));
  }

  @Test
  void onlyAnOwnerGrants() {
    grant("alice", IrodsAccess.WRITE);

    try (var alice = new IrodsClient(stage.config("alice"))) {
      var hers = new IrodsCollections(alice);
      assertThatThrownBy(() -> hers.grant(project, stage.name("bob"), zone, IrodsAccess.READ))
          .isInstanceOfSatisfying(
              IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
          .hasMessage("Failed to change access: iRODS answered -818000: " + project);
    }
  }

  @Test
  void whoMayReadSeesWhoElseMayAndTheGroups() {
    grant("lab", IrodsAccess.READ);

    try (var alice = new IrodsClient(stage.config("alice"))) {
      var hers = new IrodsCollections(alice);
      assertThat(hers.readers(project))
          .containsExactly(called("alice"), called("lab"), called("owner"));
      assertThat(hers.groups()).contains(called("lab"));
      assertThat(hers.findOwner(project)).contains(called("owner"));
    }
  }

  @Test
  void whatMayNotBeReadLooksAsIfItWereNotThere() {
    client.createCollections(project.child("open"));
    client.createCollections(project.child("secret"));
    grant("alice", IrodsAccess.READ);
    collections.grant(project.child("open"), stage.name("alice"), zone, IrodsAccess.READ);

    try (var alice = new IrodsClient(stage.config("alice"));
        var bob = new IrodsClient(stage.config("bob"))) {
      assertThat(alice.listCollections(project)).containsExactly(project.child("open"));
      assertThat(alice.isCollection(project.child("secret"))).isFalse();
      assertThat(bob.isCollection(project)).isFalse();
      assertThat(bob.listCollections(project)).isEmpty();
      assertThat(new IrodsCollections(bob).findOwner(project)).isEmpty();
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    client.checkLogin(stage.config("alice").login());

    assertThatThrownBy(() -> client.checkLogin(stage.config("alice", "wrong").login()))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
        .hasMessage(
            "Failed to log in to iRODS: iRODS answered -826000 (wrong password): "
                + called("alice"));
  }

  private void grant(String called, IrodsAccess access) {
    collections.grant(project, stage.name(called), zone, access);
  }

  private IrodsAccess accessOf(String called) {
    return collections.access(project, stage.name(called), zone);
  }

  private String called(String called) {
    return stage.name(called) + "#" + zone;
  }
}
