// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object.
 *
 * @param last inclusive
 */
record ByteRange(long first, long last) {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

  /** Of which some are no {@code long}. */
  private static final int MAX_DIGITS = 19;

  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  long length() {
    return last - first + 1;
  }

  String contentRange(long sizeBytes) {
    return "bytes " + first + "-" + last + "/" + sizeBytes;
  }

  /**
   * The part that a {@code Range} header asks for. What is not one range of bytes is ignored, as
   * RFC 9110 wants it: the whole object is the answer.
   *
   * @throws S3Exception with {@code InvalidRange} if nothing of it exists
   */
  static Optional<ByteRange> find(RequestHeaders headers, long sizeBytes) {
    return headers.find("range").flatMap(header -> parse(header.trim(), sizeBytes));
  }

  /** How many bytes a {@code Range} header asks for at most, whatever the object's size. */
  static long maxLength(RequestHeaders headers) {
    Matcher matcher = RANGE.matcher(headers.find("range").orElse("").trim());
    if (!matcher.matches() || matcher.group(2).isEmpty()) {
      return Long.MAX_VALUE;
    }
    long last = parse(matcher.group(2));
    if (matcher.group(1).isEmpty()) {
      return last;
    }
    long first = parse(matcher.group(1));
    // From the first byte to the last that can be are more than can be counted.
    return first > last || last == Long.MAX_VALUE ? Long.MAX_VALUE : last - first + 1;
  }

  static Optional<ByteRange> parse(String header, long sizeBytes) {
    Matcher matcher = RANGE.matcher(header);
    if (!matcher.matches() || header.equals("bytes=-")) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long suffix = parse(matcher.group(2));
      return Optional.of(
          satisfiable(Math.max(0, sizeBytes - suffix), sizeBytes - 1, suffix > 0, sizeBytes));
    }
    long first = parse(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : parse(matcher.group(2));
    if (first > last) {
      return Optional.empty();
    }
    return Optional.of(satisfiable(first, Math.min(last, sizeBytes - 1), true, sizeBytes));
  }

  private static ByteRange satisfiable(long first, long last, boolean wanted, long sizeBytes) {
    if (!wanted || first >= sizeBytes) {
      throw new S3Exception(S3ErrorCode.INVALID_RANGE, "The requested range is not satisfiable");
    }
    return new ByteRange(first, last);
  }

  private static long parse(String digits) {
    return digits.length() < MAX_DIGITS
        ? Long.parseLong(digits)
        : new BigInteger(digits).min(MAX).longValueExact();
  }
}
