// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.zone.InProcessZone;

/**
 * A zone and an administrator of it, as {@code VARVE_TEST_IRODS} names them: {@code
 * host:port:zone:user:password}.
 */
public record RealZone(String host, int port, String zone, String user, String password) {
  public static final String VARIABLE = "VARVE_TEST_IRODS";

  public static RealZone parse(String text) {
    String[] parts = text.split(":", 5);
    return new RealZone(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3], parts[4]);
  }

  public static RealZone fromEnvironment() {
    return parse(System.getenv(VARIABLE));
  }

  /** One in this process, with its administrator. */
  public static RealZone of(InProcessZone zone) {
    return new RealZone(
        zone.host(), zone.port(), InProcessZone.ZONE, InProcessZone.ADMIN, InProcessZone.PASSWORD);
  }

  /** As the administrator, without a proxy. */
  IrodsConfig config() {
    return IrodsConfig.of(new IrodsEndpoint(host, port, zone), user, password);
  }
}
