// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.ObjectListingContract;
import org.varve.storage.ObjectStore;

class IrodsObjectListingTest extends ObjectListingContract {
  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Override
  protected ObjectStore newStore() {
    return IrodsObjectStore.at("irods:/" + ZoneFixture.HOME + "/lab", fixture.client());
  }
}
