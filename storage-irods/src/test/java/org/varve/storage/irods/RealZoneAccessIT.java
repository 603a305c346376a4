// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A real zone, if one is named. */
@EnabledIfEnvironmentVariable(
    named = RealZone.VARIABLE,
    matches = ".+",
    disabledReason = "no real zone is named")
class RealZoneAccessIT extends ZoneAccessContract {
  @Override
  RealZone zone() {
    return RealZone.fromEnvironment();
  }
}
