// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/**
 * Where the next page of an answer begins. Callers see an opaque text.
 *
 * @param query fingerprint of the question: a token answers only the question it was made for
 * @param recordedAt the point that every page of the answer is of
 * @param last the last item of the page before, in words of the question
 */
record PageToken(String query, Instant recordedAt, String last) {
  private static final String FORM = "1";
  private static final int FINGERPRINT_BYTES = 8;

  /** The fingerprint of a question: its parts in their order, absent ones as null. */
  static String fingerprint(@Nullable Object... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (@Nullable Object part : parts) {
        byte[] text = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
        sha256.update((text.length + ":").getBytes(StandardCharsets.UTF_8));
        sha256.update(text);
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  String format() {
    String text = String.join(" ", FORM, query, "" + Micros.ofEpoch(recordedAt), last);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param query fingerprint of the question that the token came with
   * @throws QueryException of kind INVALID if it is not a token, or of another question
   */
  static PageToken parse(String token, String query) {
    List<String> words = words(token);
    if (words.size() != 4 || !words.get(0).equals(FORM)) {
      throw invalid("not one that was given out");
    }
    if (!words.get(1).equals(query)) {
      throw invalid("of another query");
    }
    try {
      return new PageToken(query, Micros.parseEpoch(Long.parseLong(words.get(2))), words.get(3));
    } catch (ArithmeticException | NumberFormatException e) {
      throw invalid("not one that was given out");
    }
  }

  static QueryException invalid(String why) {
    return new QueryException(QueryException.Kind.INVALID, "Invalid page_token: " + why);
  }

  private static List<String> words(String token) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(token);
      return List.of(new String(text, StandardCharsets.UTF_8).split(" ", -1));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
