// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.client.IrodsConfig;

/** The zone in this process. */
class InProcessZoneTest extends ZoneContract {
  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Override
  IrodsConfig config(int port) {
    return fixture.config(port);
  }

  @Override
  int port() {
    return fixture.zone().port();
  }

  @Override
  String host() {
    return fixture.zone().host();
  }
}
