// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.client.IrodsAccess;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsCollections;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.InProcessZone;

/** An administrator acts as somebody else. */
class IrodsProxyTest {
  private static final LogicalPath HERS = new LogicalPath("/tempZone/home/alice/project");

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Test
  void anAdministratorDoesWhatTheOtherMayAndAsHim() {
    fixture.zone().addUser("alice", "her password");
    try (var admin = admin();
        var alice = admin.actingAs("alice")) {
      alice.createCollections(HERS);

      var collections = new IrodsCollections(admin);
      assertThat(alice.user()).isEqualTo("alice#tempZone");
      assertThat(admin.user()).isEqualTo("rods#tempZone");
      assertThat(collections.findOwner(HERS)).contains("alice#tempZone");
      assertThat(collections.access(HERS, "alice", "tempZone")).isEqualTo(IrodsAccess.OWN);
    }
  }

  @Test
  void whatTheOtherMayNotIsRefused() {
    fixture.zone().addUser("alice", "her password");
    try (var admin = admin();
        var alice = admin.actingAs("alice")) {
      var foreign = new LogicalPath("/tempZone/home/varve/project");

      assertThatThrownBy(() -> alice.createCollections(foreign))
          .isInstanceOfSatisfying(
              IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
    }
  }

  @Test
  void anOrdinaryUserActsAsNobodyElse() {
    fixture.zone().addUser("alice", "her password");
    try (var alice = fixture.client().actingAs("alice")) {
      assertRefused(alice, -39_000);
    }
  }

  @Test
  void nobodyActsAsAUserWhoDoesNotExist() {
    try (var admin = admin();
        var nobody = admin.actingAs("nobody")) {
      assertRefused(nobody, -832_000);
    }
  }

  private static void assertRefused(IrodsClient client, int code) {
    assertThatThrownBy(client::checkAvailable)
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
        .hasMessage("Failed to log in to iRODS: iRODS answered " + code + ": " + client.user());
  }

  private IrodsClient admin() {
    return new IrodsClient(
        IrodsConfig.of(
            new IrodsEndpoint(fixture.zone().host(), fixture.zone().port(), InProcessZone.ZONE),
            InProcessZone.ADMIN,
            InProcessZone.PASSWORD));
  }
}
