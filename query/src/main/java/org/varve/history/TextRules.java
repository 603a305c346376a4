// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/** What every text and time of a change set must be, whatever it means. */
final class TextRules {
  private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private TextRules() {}

  /** A text of 1 to {@code maxBytes} bytes of UTF-8. */
  static void checkFilled(String field, @Nullable String text, int maxBytes) {
    if (text == null) {
      throw invalid(field, "missing");
    }
    if (text.isEmpty()) {
      throw invalid(field, "empty");
    }
    checkStorable(field, text, maxBytes);
  }

  /** A text that says something, if it is there. */
  static void checkNotBlank(String field, @Nullable String text, int maxBytes) {
    if (text == null) {
      return;
    }
    if (text.isBlank()) {
      throw invalid(field, "blank");
    }
    checkStorable(field, text, maxBytes);
  }

  /**
   * A text that comes back as it was written: whole characters, and no NUL, which iRODS has not.
   */
  static void checkStorable(String field, @Nullable String text, int maxBytes) {
    if (text == null) {
      return;
    }
    if (text.indexOf('\0') >= 0) {
      throw invalid(field, "holds a NUL character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw invalid(field, "holds half of a surrogate pair");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      throw invalid(field, "longer than " + maxBytes + " bytes: " + bytes + " bytes");
    }
  }

  /** A time that every engine can hold, if it is there. */
  static void checkTime(String field, @Nullable Instant time) {
    if (time != null && (time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME))) {
      throw invalid(field, "not in the years 1 to 9999: " + time);
    }
  }

  static void checkPresent(String field, @Nullable Object value) {
    if (value == null) {
      throw invalid(field, "missing");
    }
  }

  static QueryException invalid(String field, String why) {
    return new QueryException(QueryException.Kind.INVALID, "Invalid " + field + ": " + why);
  }
}
