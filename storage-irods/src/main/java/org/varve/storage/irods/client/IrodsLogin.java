// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/**
 * Who logs in, and how.
 *
 * @param user a name in the endpoint's zone
 */
public record IrodsLogin(Scheme scheme, String user, String password) {
  /** How the password is checked. */
  public enum Scheme {
    NATIVE("native"),
    /** Needs TLS. */
    PAM_PASSWORD("pam_password");

    private final String word;

    Scheme(String word) {
      this.word = word;
    }

    public static Scheme parse(String word) {
      for (Scheme scheme : values()) {
        if (scheme.word.equals(word)) {
          return scheme;
        }
      }
      throw new IllegalArgumentException(
          "Invalid irods.auth-scheme: must be native or pam_password: " + word);
    }
  }

  public IrodsLogin {
    Check.text("irods.user", user);
    if (user.equals("anonymous")) {
      throw new IllegalArgumentException(
          "Invalid irods.user: any password would log in: anonymous");
    }
  }

  @Override
  public String toString() {
    return user;
  }
}
