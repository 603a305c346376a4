// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.time.Duration;

/**
 * How many connections, and for how long. Each costs the zone a process of about 9 MB and a
 * connection to its database.
 *
 * @param leaseTimeout longest wait for a free connection
 * @param idleTimeout after which an unused connection, or an unused open data object, is closed
 */
public record IrodsPoolLimits(int maxConnections, Duration leaseTimeout, Duration idleTimeout) {
  public static final IrodsPoolLimits DEFAULTS =
      new IrodsPoolLimits(8, Duration.ofSeconds(30), Duration.ofSeconds(30));

  public IrodsPoolLimits {
    Check.between("irods.pool.max-connections", maxConnections, 1, 256);
    Check.positive("irods.pool.lease-timeout-ms", leaseTimeout);
    Check.positive("irods.pool.idle-timeout-ms", idleTimeout);
  }
}
