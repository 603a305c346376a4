// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/**
 * Whether the connection is encrypted, and whom it trusts.
 *
 * @param caCertificates a PEM file of the certificates to trust; empty means those of the JVM
 */
public record IrodsTls(Policy policy, String caCertificates) {
  public static final IrodsTls OFF = new IrodsTls(Policy.REFUSE, "");

  /** The client's side of the negotiation, in iRODS' words. */
  public enum Policy {
    REQUIRE("CS_NEG_REQUIRE"),
    ALLOW("CS_NEG_DONT_CARE"),
    REFUSE("CS_NEG_REFUSE");

    private final String word;

    Policy(String word) {
      this.word = word;
    }

    /** Takes iRODS' words. */
    public static Policy parse(String word) {
      for (Policy policy : values()) {
        if (policy.word.equals(word)) {
          return policy;
        }
      }
      throw new IllegalArgumentException(
          "Invalid irods.client-server-policy: must be CS_NEG_REQUIRE, CS_NEG_DONT_CARE or "
              + "CS_NEG_REFUSE: "
              + word);
    }
  }
}
