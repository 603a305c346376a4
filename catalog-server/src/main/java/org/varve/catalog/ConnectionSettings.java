// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/**
 * Where PostgreSQL is and who logs in there.
 *
 * @param jdbcUrl without credentials, such as {@code jdbc:postgresql://127.0.0.1:5432/varve}
 * @param maxConnections the most connections held at once
 */
public record ConnectionSettings(String jdbcUrl, String user, String password, int maxConnections) {

  public ConnectionSettings {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "Invalid JDBC URL: it must start with jdbc:postgresql: " + jdbcUrl);
    }
    if (maxConnections < 2) {
      throw new IllegalArgumentException(
          "Invalid number of connections: at least 2 are needed: " + maxConnections);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ConnectionSettings[jdbcUrl="
        + jdbcUrl
        + ", user="
        + user
        + ", maxConnections="
        + maxConnections
        + "]";
  }
}
