// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of all servers of one installation: the first one signs, all of them verify. Immutable.
 *
 * <p>To rotate without breaking a live credential: add the next key at the end everywhere, then put
 * it first everywhere, and drop the old one when the longest lifetime has passed.
 */
public record SigningKeys(List<SigningKey> keys) {
  public SigningKeys {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("Invalid signing keys: none");
    }
    Set<String> ids = new HashSet<>();
    for (SigningKey key : keys) {
      if (!ids.add(key.id())) {
        throw new IllegalArgumentException("Invalid signing keys: the same id twice: " + key.id());
      }
    }
  }

  /**
   * Keys from text: {@code id:base64}, with commas between several.
   *
   * @throws IllegalArgumentException if it is anything else; the message shows no secret
   */
  public static SigningKeys parse(String text) {
    List<SigningKey> keys = new ArrayList<>();
    for (String key : text.split(",", -1)) {
      int colon = key.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("Invalid signing keys: not id:base64");
      }
      keys.add(new SigningKey(key.substring(0, colon).strip(), decode(key.substring(colon + 1))));
    }
    return new SigningKeys(keys);
  }

  SigningKey current() {
    return keys.get(0);
  }

  Optional<SigningKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      // Without the cause: its message shows a part of the secret.
      throw new IllegalArgumentException("Invalid signing keys: a secret is not Base64");
    }
  }
}
