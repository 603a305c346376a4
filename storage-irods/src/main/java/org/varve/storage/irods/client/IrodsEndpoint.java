// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/** Where a zone's server listens. */
public record IrodsEndpoint(String host, int port, String zone) {
  public static final int DEFAULT_PORT = 1247;

  public IrodsEndpoint {
    Check.text("irods.host", host);
    Check.between("irods.port", port, 1, 65_535);
    Check.text("irods.zone", zone);
  }

  @Override
  public String toString() {
    return zone + " at " + host + ":" + port;
  }
}
