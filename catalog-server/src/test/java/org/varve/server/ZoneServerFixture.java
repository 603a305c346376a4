// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.Avu;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.Project;
import org.varve.history.TargetType;
import org.varve.sql.QueryException;
import org.varve.storage.irods.RealZone;
import org.varve.storage.irods.ZoneStage;
import org.varve.storage.irods.client.IrodsConfig;

/**
 * A server on any zone, whose service user is not the owner of the projects: {@code varve} and
 * {@code alice}. {@code bob} and {@code carol} are the group {@code lab}. All are made for the
 * class, and removed after it.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ZoneServerFixture {
  @TempDir private static Path directory;

  /** {@code user#zone} of the owner, and his home collection. */
  String alice;

  String home;
  String zoneName;
  ZoneStage zone;
  private CatalogServer server;
  LakehouseClient client;

  /** The zone, and an administrator of it; one that is made for the test lies in a directory. */
  abstract RealZone startZone(Path vault) throws IOException;

  /** Ends {@link #startZone}. */
  abstract void stopZone() throws IOException;

  @BeforeAll
  void start() throws IOException {
    RealZone started = startZone(directory.resolve("vault"));
    zoneName = started.zone();
    zone = ZoneStage.open(started);
    for (String user : List.of("varve", "alice", "bob", "carol")) {
      zone.addUser(user);
    }
    zone.addGroup("lab", "bob", "carol");
    home = zone.home("alice");
    alice = zone.name("alice") + "#" + zoneName;
    server = TestServers.start(directory.resolve("server"), settings());
    client = LakehouseClient.connect(server.address());
  }

  private Map<String, String> settings() {
    IrodsConfig service = zone.config("varve");
    IrodsConfig owner = zone.config("alice");
    return Map.of(
        "storage", "irods",
        "irods.host", service.endpoint().host(),
        "irods.port", Integer.toString(service.endpoint().port()),
        "irods.zone", service.endpoint().zone(),
        "irods.user", service.login().user(),
        "irods.password", service.login().password(),
        "irods.owner.user", owner.login().user(),
        "irods.owner.password", owner.login().password());
  }

  @AfterAll
  void stop() throws IOException {
    // In reverse order, as far as they came to be.
    try (Closeable last = this::stopZone;
        ZoneStage cleared = zone;
        CatalogServer stopped = server;
        LakehouseClient closed = client) {
      assertThat(last).isNotNull();
      assertThat(cleared).isNotNull();
    }
  }

  final List<String> files(String project) {
    return zone.objectsBelow(project + "/.mesa/iceberg");
  }

  final String collection(String name) {
    String path = home + "/" + name;
    zone.makeOwned("alice", path);
    return path;
  }

  final void record(Project project, String attribute, String value) {
    Change add =
        new Change(
            project.irodsPath() + "/a.csv",
            TargetType.DATA_OBJECT,
            ChangeType.ADD,
            new Avu(attribute, value, ""),
            null,
            null,
            null);
    client.recordChanges(project.id(), new ChangeSet(null, null, null, null, null, List.of(add)));
  }

  static void assertRefused(QueryException.Kind kind, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(QueryException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessage(message);
  }
}
