// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.exceptions.RuntimeIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.ObjectStore;
import org.varve.storage.ObjectStoreContract;
import org.varve.storage.RootedObjectStores;
import org.varve.storage.StagedObject;
import org.varve.storage.UnmappableKeyException;

class IrodsObjectStoreTest extends ObjectStoreContract {
  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Override
  protected ObjectStore newStore() {
    return new RootedObjectStores(bucket -> "irods:/" + ZoneFixture.HOME + "/lab", fixture.client())
        .loadStore("lab");
  }

  @Test
  void aKeyThatACatalogQueryCannotHoldIsRefused() {
    assertThatThrownBy(() -> store().findObject("it's a || b"))
        .isInstanceOf(UnmappableKeyException.class)
        .hasMessage("Invalid key: cannot be asked for in iRODS: it's a || b");
  }

  @Test
  void anObjectWithoutAGoodCopyIsAFailure() {
    put("a", "content");
    fixture.zone().setReplicaStatus(ZoneFixture.HOME + "/lab/a", 0, 0);

    assertThatThrownBy(() -> store().openObject("a"))
        .isInstanceOf(RuntimeIOException.class)
        .hasMessage("Failed to look up object: a")
        .hasRootCauseMessage("No replica is good: " + ZoneFixture.HOME + "/lab/a");
    assertThat(keys("", "")).isEmpty();
  }

  @Test
  void discardingLeavesNoDataObject() {
    try (StagedObject written = store().stageObject("a")) {
      written.write(new byte[] {1, 2, 3}, 1, 2);
    }
    try (StagedObject sealed = store().stageObject("b")) {
      sealed.seal();
    }

    assertThat(fixture.zone().objectsBelow(ZoneFixture.HOME)).isEmpty();
  }
}
