// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;

/**
 * The rules for keys that every store shares, so that a bucket can move from a directory to a
 * collection and back.
 *
 * <p>A key is segments joined with slashes, at most 1,024 bytes of UTF-8, each segment at most 255.
 * A segment is not empty, not {@code .} or {@code ..}, and holds no control characters. The last
 * segment alone may be empty: such a key ({@code dir/}) is the marker that some clients put where
 * they want a directory.
 */
public final class ObjectKeys {
  /** How a segment begins that is hidden from listings and reserved for the server. */
  public static final String HIDDEN_PREFIX = ".varve-";

  /** The order of the keys' UTF-8 bytes, which is the order of their code points. */
  public static final Comparator<String> UTF8_ORDER = ObjectKeys::compareCodePoints;

  private static final int MAX_KEY_BYTES = 1024;
  private static final int MAX_SEGMENT_BYTES = 255;

  private ObjectKeys() {}

  /**
   * Returns the key if it keeps the rules.
   *
   * @throws UnmappableKeyException if it does not
   */
  public static String check(String key) {
    if (key.isEmpty()) {
      throw new UnmappableKeyException("empty", key);
    }
    if (utf8Length(key) > MAX_KEY_BYTES) {
      throw new UnmappableKeyException("longer than 1024 bytes", key);
    }
    String[] segments = key.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean isMarker = segments[i].isEmpty() && i == segments.length - 1 && i > 0;
      if (!isMarker) {
        checkSegment(segments[i], key);
      }
    }
    return key;
  }

  /** Whether one of the key's segments is reserved for the server. */
  public static boolean isHidden(String key) {
    return key.startsWith(HIDDEN_PREFIX) || key.contains("/" + HIDDEN_PREFIX);
  }

  /** Whether a name can be a segment that is not empty. */
  public static boolean isSegment(String name) {
    return findFlaw(name).isEmpty();
  }

  private static void checkSegment(String segment, String key) {
    findFlaw(segment)
        .ifPresent(
            flaw -> {
              throw new UnmappableKeyException(flaw, key);
            });
  }

  private static Optional<String> findFlaw(String segment) {
    if (segment.isEmpty()) {
      return Optional.of("holds an empty segment");
    }
    if (segment.equals(".") || segment.equals("..")) {
      return Optional.of("holds a relative segment");
    }
    if (!segment.codePoints().allMatch(ObjectKeys::isAllowed)) {
      return Optional.of("holds a control character");
    }
    if (utf8Length(segment) > MAX_SEGMENT_BYTES) {
      return Optional.of("holds a segment longer than 255 bytes");
    }
    return Optional.empty();
  }

  private static boolean isAllowed(int codePoint) {
    boolean isSurrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return !Character.isISOControl(codePoint)
        && !isSurrogate
        && codePoint != 0xFFFE
        && codePoint != 0xFFFF;
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int compareCodePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // UTF-16 puts surrogates before U+E000 to U+FFFF, UTF-8 puts them behind.
        boolean bothOrNone = Character.isSurrogate(a) == Character.isSurrogate(b);
        return bothOrNone ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
