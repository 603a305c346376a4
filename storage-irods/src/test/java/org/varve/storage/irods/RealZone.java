// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;

/** The zone that {@code VARVE_TEST_IRODS=host:port:zone:user:password} names. */
record RealZone(String host, int port, String zone, String user, String password) {
  static final String VARIABLE = "VARVE_TEST_IRODS";

  static RealZone parse(String text) {
    String[] parts = text.split(":", 5);
    return new RealZone(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3], parts[4]);
  }

  static RealZone fromEnvironment() {
    return parse(System.getenv(VARIABLE));
  }

  /** Through a proxy of this machine. */
  IrodsConfig config(int proxyPort) {
    return IrodsConfig.of(new IrodsEndpoint("127.0.0.1", proxyPort, zone), user, password);
  }
}
