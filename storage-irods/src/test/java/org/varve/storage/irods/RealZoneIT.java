// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.varve.storage.irods.client.IrodsConfig;

/** A real zone, if one is named. */
@EnabledIfEnvironmentVariable(
    named = RealZone.VARIABLE,
    matches = ".+",
    disabledReason = "no real zone is named")
class RealZoneIT extends ZoneContract {
  private final RealZone zone = RealZone.fromEnvironment();

  @Override
  IrodsConfig config(int port) {
    return zone.config(port);
  }

  @Override
  int port() {
    return zone.port();
  }

  @Override
  String host() {
    return zone.host();
  }
}
