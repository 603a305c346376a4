// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

/**
 * Who acts.
 *
 * @param localOwner the one user of a server without a zone, {@code user#zone}
 */
public record IdentityConfig(String localOwner) {
  public static final IdentityConfig DEFAULTS = new IdentityConfig(operatingSystemUser());

  public IdentityConfig {
    int hash = localOwner.indexOf('#');
    if (hash < 1 || hash == localOwner.length() - 1 || localOwner.indexOf('#', hash + 1) >= 0) {
      throw new ConfigException("Invalid identity.local-owner: not user#zone: " + localOwner);
    }
  }

  static IdentityConfig from(Settings identity) {
    return new IdentityConfig(identity.text("local-owner", DEFAULTS.localOwner()));
  }

  private static String operatingSystemUser() {
    String user = System.getProperty("user.name", "").replace('#', '_');
    return (user.isBlank() ? "owner" : user) + "#local";
  }
}
