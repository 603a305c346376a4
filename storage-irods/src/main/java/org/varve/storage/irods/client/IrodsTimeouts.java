// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.time.Duration;

/**
 * How long to wait for the server.
 *
 * @param connect for the connection, and for each answer while logging in
 * @param read for each answer
 */
public record IrodsTimeouts(Duration connect, Duration read) {
  public static final IrodsTimeouts DEFAULTS =
      new IrodsTimeouts(Duration.ofSeconds(10), Duration.ofMinutes(2));

  public IrodsTimeouts {
    Check.positive("irods.connect-timeout-ms", connect);
    Check.positive("irods.read-timeout-ms", read);
  }
}
