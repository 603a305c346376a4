// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of a triple on its target: SHA-256, hexadecimal, over target type, path, attribute,
 * value and unit, each as its length in bytes (4 bytes, big endian) and its UTF-8. Equal for equal
 * triples, in every release.
 */
public record TripleKey(String hash) {

  /** The key of a triple on a target. */
  public static TripleKey of(TargetType targetType, String irodsPath, Avu avu) {
    MessageDigest digest = sha256();
    update(digest, targetType.wireName());
    update(digest, irodsPath);
    update(digest, avu.attribute());
    update(digest, avu.value());
    update(digest, avu.unit());
    return new TripleKey(HexFormat.of().formatHex(digest.digest()));
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
