// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.ZoneFixture;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.zone.AccessLevel;

class IrodsCollectionsTest {
  private static final LogicalPath PROJECT = new LogicalPath(ZoneFixture.HOME + "/proj");

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  private IrodsCollections collections;

  @BeforeEach
  void makeProject() {
    fixture.client().createCollections(PROJECT);
    collections = new IrodsCollections(fixture.client());
    fixture.zone().addUser("alice", "secret");
    fixture.zone().addGroup("lab", "alice");
  }

  @Test
  void knowsTheOwner() {
    assertThat(collections.findOwner(PROJECT)).contains("varve#tempZone");
    assertThat(collections.findOwner(PROJECT.child("missing"))).isEmpty();
  }

  @Test
  void knowsWhatAUserMayByHimselfAndByHisGroups() {
    assertThat(collections.access(PROJECT, "alice", "tempZone")).isEqualTo(IrodsAccess.NONE);

    collections.grant(PROJECT, "lab", "tempZone", IrodsAccess.READ);
    assertThat(collections.access(PROJECT, "alice", "tempZone")).isEqualTo(IrodsAccess.READ);

    collections.grant(PROJECT, "alice", "tempZone", IrodsAccess.OWN);
    assertThat(collections.access(PROJECT, "alice", "tempZone")).isEqualTo(IrodsAccess.OWN);

    collections.grant(PROJECT, "alice", "tempZone", IrodsAccess.NONE);
    collections.grant(PROJECT, "lab", "tempZone", IrodsAccess.NONE);
    assertThat(collections.access(PROJECT, "alice", "tempZone")).isEqualTo(IrodsAccess.NONE);
  }

  @Test
  void aLevelBetweenCountsAsTheLowerOne() {
    fixture.zone().grant("alice", AccessLevel.DELETE_OBJECT, PROJECT.text());

    assertThat(collections.access(PROJECT, "alice", "tempZone")).isEqualTo(IrodsAccess.WRITE);
  }

  @Test
  void whatIsMadeInACollectionInheritsOnceItIsTold() {
    collections.grant(PROJECT, "lab", "tempZone", IrodsAccess.READ);
    assertThat(collections.inherits(PROJECT)).isFalse();

    collections.inherit(PROJECT);
    fixture.client().createCollections(PROJECT.child("below"));

    assertThat(collections.inherits(PROJECT)).isTrue();
    assertThat(collections.access(PROJECT.child("below"), "alice", "tempZone"))
        .isEqualTo(IrodsAccess.READ);
  }

  @Test
  void namesEveryGrantAsItWasGiven() {
    collections.grant(PROJECT, "lab", "tempZone", IrodsAccess.READ);
    fixture.zone().grant("alice", AccessLevel.CREATE_OBJECT, PROJECT.text());

    List<IrodsGrant> grants = collections.grants(PROJECT);

    assertThat(grants)
        .containsExactlyInAnyOrder(
            new IrodsGrant("varve", "tempZone", 1200),
            new IrodsGrant("lab", "tempZone", 1050),
            new IrodsGrant("alice", "tempZone", 1110));
    assertThat(new IrodsGrant("alice", "tempZone", 1110).access()).isEqualTo(IrodsAccess.READ);
    assertThat(new IrodsGrant("alice", "tempZone", 1110).isExactly(IrodsAccess.READ)).isFalse();
  }

  @Test
  void readersAreNamedOneByOne() {
    fixture.zone().addUser("bob", "secret");
    collections.grant(PROJECT, "lab", "tempZone", IrodsAccess.READ);
    collections.grant(PROJECT, "bob", "tempZone", IrodsAccess.WRITE);

    assertThat(collections.readers(PROJECT))
        .containsExactly("alice#tempZone", "bob#tempZone", "lab#tempZone", "varve#tempZone");
    assertThat(collections.groups()).containsExactly("lab#tempZone", "public#tempZone");
  }

  @Test
  void grantsOnEverythingBelow() {
    LogicalPath below = PROJECT.child("below");
    fixture.client().createCollections(below);
    fixture.client().openWriter(below.child("object")).finish();

    collections.grantBelow(PROJECT, "alice", "tempZone", IrodsAccess.READ);

    assertThat(fixture.zone().access(below.child("object").text()))
        .containsEntry("alice", AccessLevel.READ_OBJECT);
  }

  @Test
  void onlyAnOwnerGrants() {
    fixture.zone().makeCollections("rods", "/tempZone/home/shared");
    fixture.zone().grant(ZoneFixture.USER, AccessLevel.READ_OBJECT, "/tempZone/home/shared");

    assertThatThrownBy(
            () ->
                collections.grant(
                    new LogicalPath("/tempZone/home/shared"), "alice", "tempZone", IrodsAccess.OWN))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
        .hasMessage("Failed to change access: iRODS answered -818000: /tempZone/home/shared");
  }

  @Test
  void checksLoginsOfOthers() {
    fixture.client().checkLogin(login("secret"));

    assertThatThrownBy(() -> fixture.client().checkLogin(login("wrong")))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
        .hasMessage("Failed to log in to iRODS: iRODS answered -826000: alice#tempZone");
    assertThatThrownBy(() -> new IrodsLogin(IrodsLogin.Scheme.NATIVE, "anonymous", "x"))
        .hasMessage("Invalid irods.user: any password would log in: anonymous");
  }

  private static IrodsLogin login(String password) {
    return new IrodsLogin(IrodsLogin.Scheme.NATIVE, "alice", password);
  }
}
