// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.iceberg.catalog.Namespace;

/**
 * Names in URLs: percent-encoded UTF-8 with {@code +} for a space, decoded exactly once.
 *
 * <p>Iceberg's Java client encodes like an HTML form; a client that encodes a space as {@code %20}
 * encodes a plus as {@code %2B}, so that both can be read.
 */
final class PathNames {
  /** What stands between the levels of a namespace, as it is written in a path. */
  static final String SEPARATOR = "%1F";

  private static final String DECODED_SEPARATOR = "\u001F";

  private PathNames() {}

  /**
   * A name from one segment of a path.
   *
   * @throws IllegalArgumentException if the encoding is broken
   */
  static String decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(octet(encoded, i));
        i += 2;
      } else if (c == '+') {
        bytes.write(' ');
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("Invalid path: it is not UTF-8: " + encoded, e);
    }
  }

  private static int octet(String encoded, int percent) {
    int high =
        percent + 1 < encoded.length() ? Character.digit(encoded.charAt(percent + 1), 16) : -1;
    int low =
        percent + 2 < encoded.length() ? Character.digit(encoded.charAt(percent + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new IllegalArgumentException("Invalid path: an escape is broken: " + encoded);
    }
    return high * 16 + low;
  }

  /**
   * A namespace from one segment of a path.
   *
   * @throws IllegalArgumentException if the encoding is broken or a level is empty
   */
  static Namespace decodeNamespace(String encoded) {
    return namespace(decode(encoded));
  }

  /** A namespace from a parameter that is already decoded. */
  static Namespace namespace(String decoded) {
    String[] levels = decoded.split(DECODED_SEPARATOR, -1);
    if (Arrays.stream(levels).anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "Invalid namespace: a level is empty: " + String.join(".", levels));
    }
    return Namespace.of(levels);
  }
}
