// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.io.IOException;
import java.nio.file.Path;
import org.varve.storage.irods.RealZone;
import org.varve.storage.irods.zone.InProcessZone;

/** The zone in this process. */
class ZoneUpkeepIT extends ZoneUpkeepContract {
  private InProcessZone zone;

  @Override
  RealZone startZone(Path vault) throws IOException {
    zone = InProcessZone.start(vault);
    return RealZone.of(zone);
  }

  @Override
  void stopZone() throws IOException {
    zone.close();
  }
}
