// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.varve.storage.irods.RealZone;

/** A real zone, if one is named. */
@EnabledIfEnvironmentVariable(
    named = RealZone.VARIABLE,
    matches = ".+",
    disabledReason = "no real zone is named")
class RealZoneEnrolmentIT extends ZoneEnrolmentContract {
  @Override
  RealZone startZone(Path vault) {
    return RealZone.fromEnvironment();
  }

  @Override
  void stopZone() {}
}
