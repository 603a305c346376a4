// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.Leftover;
import org.varve.storage.Leftovers;
import org.varve.storage.RootedObjectStores;
import org.varve.storage.TemporaryNames;
import org.varve.storage.irods.client.IrodsWriter;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.Api;
import org.varve.storage.irods.zone.Fault;

class IrodsLeftoversTest {
  private static final LogicalPath ROOT = new LogicalPath(ZoneFixture.HOME + "/lab");
  private static final int NO_PERMISSION = -818000;

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Test
  void whatCrashesLeaveIsDeletedAndNothingElse() {
    create("table/object");
    String unpublished = create("table/" + TemporaryNames.newName());
    String cut = open("table/" + TemporaryNames.newName());
    String cutUnderItsName = open("table/data/broken");
    dropConnections();

    Leftovers.Swept swept = leftovers().sweep(Instant.MAX, key -> false);

    assertThat(keys(swept.deleted())).containsExactlyInAnyOrder(unpublished, cut, cutUnderItsName);
    assertThat(swept.kept()).isEmpty();
    assertThat(swept.failures()).isEmpty();
    assertThat(fixture.zone().objectsBelow(ROOT.text())).containsExactly(ROOT + "/table/object");
  }

  @Test
  void whatIsYoungerThanTheLimitStays() {
    open(TemporaryNames.newName());
    dropConnections();

    assertThat(leftovers().list(Instant.EPOCH)).isEmpty();
  }

  @Test
  void whatAnAgentHeldThatWasKilledIsKeptAndTold() {
    String name = TemporaryNames.newName();
    IrodsWriter writer = writer(name);
    fixture.zone().faults().next(Api.WRITE, new Fault.Kill());
    assertThatThrownBy(() -> writer.write(new byte[1], 1)).isNotNull();

    Leftovers.Swept swept = leftovers().sweep(Instant.MAX, key -> false);

    assertThat(swept.deleted()).isEmpty();
    assertThat(swept.kept()).extracting(Leftover::kind).containsExactly(Leftover.Kind.LOCKED);
    fixture.zone().setReplicaStatus(ROOT + "/" + name, 0, 0);
  }

  @Test
  void aFileThatATableRefersToIsKeptWhateverBecameOfIt() {
    create("data/lost");
    fixture.zone().setReplicaStatus(ROOT + "/data/lost", 0, 0);

    Leftovers.Swept swept = leftovers().sweep(Instant.MAX, "data/lost"::equals);

    assertThat(swept.deleted()).isEmpty();
    assertThat(swept.kept()).extracting(Leftover::kind).containsExactly(Leftover.Kind.BROKEN);
  }

  @Test
  void aFileThatWasSetAsideMayBeTheOnlyCopy() {
    create(TemporaryNames.newNameAside());

    Leftovers.Swept swept = leftovers().sweep(Instant.MAX, key -> false);

    assertThat(swept.kept()).extracting(Leftover::kind).containsExactly(Leftover.Kind.SET_ASIDE);
    assertThat(fixture.zone().objectsBelow(ROOT.text())).hasSize(1);
  }

  @Test
  void whatBecameWholeSinceItWasListedStays() {
    create("data/file");
    fixture.zone().setReplicaStatus(ROOT + "/data/file", 0, 0);
    Leftover leftover = leftovers().list(Instant.MAX).get(0);
    fixture.zone().setReplicaStatus(ROOT + "/data/file", 0, 1);

    assertThat(leftovers().delete(leftover)).isFalse();

    assertThat(fixture.zone().objectsBelow(ROOT.text())).containsExactly(ROOT + "/data/file");
  }

  @Test
  void anotherObjectThatTookTheNameStays() {
    create("data/file");
    fixture.zone().setReplicaStatus(ROOT + "/data/file", 0, 0);
    Leftover leftover = leftovers().list(Instant.MAX).get(0);
    fixture.client().unlink(new LogicalPath(ROOT + "/data/file"));
    create("data/file");

    assertThat(leftovers().delete(leftover)).isFalse();

    assertThat(fixture.zone().statuses(ROOT + "/data/file")).containsExactly(1);
  }

  @Test
  void oneThatCannotBeDeletedStopsNoOther() {
    create(TemporaryNames.newName());
    create(TemporaryNames.newName());
    fixture.zone().faults().next(Api.OBJECT_UNLINK, new Fault.Answer(NO_PERMISSION));

    Leftovers.Swept swept = leftovers().sweep(Instant.MAX, key -> false);

    assertThat(swept.deleted()).hasSize(1);
    assertThat(swept.kept()).hasSize(1);
    assertThat(swept.failures())
        .singleElement()
        .isInstanceOf(RuntimeIOException.class)
        .extracting(Throwable::getMessage)
        .isEqualTo("Failed to delete leftover: " + swept.kept().get(0).key());
  }

  /** Waits until the server has noticed. */
  private void dropConnections() {
    fixture.zone().dropConnections();
    await().until(() -> fixture.zone().connections() == 0);
  }

  private Leftovers leftovers() {
    return new RootedObjectStores(bucket -> "irods:/" + ROOT, fixture.client())
        .loadLeftovers("lab");
  }

  private String create(String key) {
    writer(key).finish();
    return key;
  }

  private String open(String key) {
    writer(key).write(new byte[100], 100);
    return key;
  }

  private IrodsWriter writer(String key) {
    var path = new LogicalPath(ROOT + "/" + key);
    fixture.client().createCollections(path.parent());
    return fixture.client().openWriter(path);
  }

  private static List<String> keys(List<Leftover> leftovers) {
    return leftovers.stream().map(Leftover::key).toList();
  }
}
