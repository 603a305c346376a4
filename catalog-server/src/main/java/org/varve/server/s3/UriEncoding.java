// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding exactly as Signature Version 4 asks for it, and its inverse. */
final class UriEncoding {
  private static final String HEX = "0123456789ABCDEF";

  private UriEncoding() {}

  /** Encodes every byte but letters, digits and {@code -._~}. */
  static String encode(String text) {
    // A tilde is left alone anyway.
    return encode(text.getBytes(StandardCharsets.UTF_8), '~');
  }

  /** The same, with slashes left alone. */
  static String encodePath(String text) {
    return encodePath(text.getBytes(StandardCharsets.UTF_8));
  }

  static String encodePath(byte[] bytes) {
    return encode(bytes, '/');
  }

  private static String encode(byte[] bytes, char leftAlone) {
    var encoded = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (isUnreserved(b) || b == leftAlone) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
      }
    }
    return encoded.toString();
  }

  /**
   * Decodes a path once. A plus sign is a plus sign.
   *
   * @throws S3Exception with {@code InvalidURI} if it is not percent-encoded UTF-8
   */
  static String decode(String encoded) {
    return text(decodeBytes(encoded));
  }

  /** Decodes a name or a value of a query string once: a plus sign is a space there. */
  static String decodeQuery(String encoded) {
    return text(decodeBytes(encoded.replace('+', ' ')));
  }

  static byte[] decodeBytes(String encoded) {
    byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
    var decoded = new ByteArrayOutputStream(source.length);
    for (int i = 0; i < source.length; i++) {
      if (source[i] == '%') {
        decoded.write(hexPair(source, i + 1));
        i += 2;
      } else {
        decoded.write(source[i]);
      }
    }
    return decoded.toByteArray();
  }

  private static int hexPair(byte[] source, int at) {
    int high = at < source.length ? Character.digit(source[at], 16) : -1;
    int low = at + 1 < source.length ? Character.digit(source[at + 1], 16) : -1;
    if (high < 0 || low < 0) {
      throw invalidUri();
    }
    return high * 16 + low;
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw invalidUri();
    }
  }

  private static S3Exception invalidUri() {
    return new S3Exception(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI.");
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
