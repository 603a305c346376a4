// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The zone in this process. */
class InProcessZoneAccessTest extends ZoneAccessContract {
  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Override
  RealZone zone() {
    return RealZone.of(fixture.zone());
  }
}
