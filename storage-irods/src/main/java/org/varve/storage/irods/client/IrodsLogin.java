// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/**
 * Who logs in, and how.
 *
 * @param user a name in the endpoint's zone
 * @param actingAs the user of the same zone whom the zone takes the caller for; empty for {@code
 *     user}. Only a rodsadmin may act as another.
 */
public record IrodsLogin(Scheme scheme, String user, String password, String actingAs) {
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

  /** For who acts as himself. */
  public IrodsLogin(Scheme scheme, String user, String password) {
    this(scheme, user, password, "");
  }

  public IrodsLogin {
    Check.text("irods.user", user);
    if (user.equals("anonymous")) {
      throw new IllegalArgumentException(
          "Invalid irods.user: any password would log in: anonymous");
    }
  }

  /** The same login, taken for another user. */
  public IrodsLogin as(String other) {
    return new IrodsLogin(scheme, user, password, other);
  }

  /** Whom the zone takes the caller for. */
  public String effectiveUser() {
    return actingAs.isEmpty() ? user : actingAs;
  }

  @Override
  public String toString() {
    return actingAs.isEmpty() ? user : user + " acting as " + actingAs;
  }
}
