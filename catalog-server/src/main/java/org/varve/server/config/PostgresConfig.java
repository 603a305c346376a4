// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.util.Optional;

/**
 * The database of the catalog.
 *
 * @param url JDBC URL; empty for the embedded server in the data directory
 */
public record PostgresConfig(
    Optional<String> url, String user, Optional<Secret> password, int maxConnections) {
  public static final PostgresConfig DEFAULTS =
      new PostgresConfig(Optional.empty(), "varve", Optional.empty(), 10);

  private static final String SCHEME = "jdbc:postgresql:";

  public PostgresConfig {
    url.ifPresent(
        value -> {
          if (!value.startsWith(SCHEME)) {
            throw new ConfigException(
                "Invalid postgres.url: does not start with " + SCHEME + ": " + value);
          }
        });
    Check.notBlank("postgres.user", user);
    Check.between("postgres.max-connections", maxConnections, 2, 200);
  }

  static PostgresConfig from(Settings postgres) {
    return new PostgresConfig(
        postgres.optionalText("url"),
        postgres.text("user", DEFAULTS.user()),
        postgres.secret("password"),
        postgres.intValue("max-connections", DEFAULTS.maxConnections()));
  }
}
