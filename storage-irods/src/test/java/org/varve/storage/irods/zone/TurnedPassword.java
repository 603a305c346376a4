// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A new password on its way to the zone: each character is turned on a wheel, in steps that follow
 * from the password of the administrator who sets it.
 */
final class TurnedPassword {
  private static final String WHEEL =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!\"#$%&'()*+,-./";

  /** Of the 64 bytes of the steps, the last four are never used. */
  private static final int STEPS = 60;

  private static final int KEY_BYTES = 100;
  private static final int DIGEST_BYTES = 16;

  static String turnBack(String turned, String adminPassword) {
    byte[] steps = steps(adminPassword);
    var password = new StringBuilder();
    for (int i = 0; i < turned.length(); i++) {
      int place = WHEEL.indexOf(turned.charAt(i));
      int step = steps[i % STEPS] & 0xff;
      password.append(
          place < 0 ? turned.charAt(i) : WHEEL.charAt(Math.floorMod(place - step, WHEEL.length())));
    }
    return password.toString();
  }

  /** The digest of the key, and digests of the digests before; the last two are the same. */
  private static byte[] steps(String adminPassword) {
    byte[] steps = new byte[4 * DIGEST_BYTES];
    byte[] key = Arrays.copyOf(adminPassword.getBytes(UTF_8), KEY_BYTES);
    System.arraycopy(md5(key, KEY_BYTES), 0, steps, 0, DIGEST_BYTES);
    System.arraycopy(md5(steps, DIGEST_BYTES), 0, steps, DIGEST_BYTES, DIGEST_BYTES);
    byte[] last = md5(steps, 2 * DIGEST_BYTES);
    System.arraycopy(last, 0, steps, 2 * DIGEST_BYTES, DIGEST_BYTES);
    System.arraycopy(last, 0, steps, 3 * DIGEST_BYTES, DIGEST_BYTES);
    return steps;
  }

  private static byte[] md5(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private TurnedPassword() {}
}
