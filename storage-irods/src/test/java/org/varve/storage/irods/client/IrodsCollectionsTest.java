// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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
  void scansEveryAvuBelowACollection() {
    LogicalPath below = PROJECT.child("it's below");
    fixture.client().createCollections(below);
    collections.addAvu(PROJECT, "mesa.enabled", "true");
    collections.addAvu(PROJECT, "mesa.enabled", "true");
    collections.addAvu(below, "color", "ışık & <tag>");
    fixture.client().openWriter(below.child("object")).finish();
    fixture.zone().addAvu(below.child("object").text(), "size", "12", "cm");
    List<IrodsAvu> seen = new ArrayList<>();

    collections.scanAvus(PROJECT, seen::add);

    assertThat(seen)
        .containsExactlyInAnyOrder(
            new IrodsAvu(PROJECT, true, "mesa.enabled", "true", ""),
            new IrodsAvu(below, true, "color", "ışık & <tag>", ""),
            new IrodsAvu(below.child("object"), false, "size", "12", "cm"));
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
