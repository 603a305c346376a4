// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/**
 * Everything that a client needs to know.
 *
 * @param resource where new data objects go; empty means the server's choice
 */
public record IrodsConfig(
    IrodsEndpoint endpoint,
    IrodsLogin login,
    IrodsTls tls,
    IrodsTimeouts timeouts,
    IrodsPoolLimits pool,
    String resource) {
  public IrodsConfig {
    if (login.scheme() == IrodsLogin.Scheme.PAM_PASSWORD
        && tls.policy() != IrodsTls.Policy.REQUIRE) {
      throw new IllegalArgumentException(
          "Invalid irods.auth-scheme: pam_password needs irods.client-server-policy"
              + " CS_NEG_REQUIRE");
    }
  }

  /** Native login without encryption, and defaults for the rest. */
  public static IrodsConfig of(IrodsEndpoint endpoint, String user, String password) {
    return new IrodsConfig(
        endpoint,
        new IrodsLogin(IrodsLogin.Scheme.NATIVE, user, password),
        IrodsTls.OFF,
        IrodsTimeouts.DEFAULTS,
        IrodsPoolLimits.DEFAULTS,
        "");
  }
}
