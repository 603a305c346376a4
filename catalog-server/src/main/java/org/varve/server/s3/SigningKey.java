// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.regex.Pattern;

/**
 * A secret that session tokens are signed with, and its name. Immutable; its text shows the name
 * alone.
 */
public final class SigningKey {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final int MIN_SECRET_BYTES = 32;

  private final String id;
  private final byte[] secret;

  /**
   * @param id 1 to 32 letters, digits, {@code _} or {@code -}; it travels in every token
   * @param secret at least 32 random bytes
   */
  public SigningKey(String id, byte[] secret) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "Invalid signing key id: not 1 to 32 letters, digits, '_' or '-': " + id);
    }
    if (secret.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException("Invalid signing key: shorter than 32 bytes: " + id);
    }
    this.id = id;
    this.secret = secret.clone();
  }

  String id() {
    return id;
  }

  byte[] hmac(String purpose, String text) {
    return Digests.hmacSha256(secret, purpose + "\n" + text);
  }

  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
