// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/**
 * Times as people and programs write them: RFC 3339, or a part of it. A date alone is its first
 * moment, seconds may be left out, a space may stand for the {@code T}, and a time without a zone
 * is UTC.
 */
public final class TimeText {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)(?:[Tt ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?) ?([Zz]|[+ -]\\d\\d:?\\d\\d)?)?");

  private static final Pattern FAR_YEAR = Pattern.compile("[+-]\\d{4,}-\\d\\d-\\d\\dT.*");

  private TimeText() {}

  /**
   * The time that {@code text} means, as exact as it is written.
   *
   * @param field names the value in the message
   * @throws QueryException of kind INVALID if it is no time
   */
  public static Instant parse(String field, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw FAR_YEAR.matcher(text).matches() ? outOfRange(field, text) : invalid(field, text);
    }
    try {
      LocalDate date = LocalDate.parse(matcher.group(1));
      LocalTime time =
          matcher.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(matcher.group(2));
      return date.atTime(time).toInstant(offset(matcher.group(3)));
    } catch (DateTimeException e) {
      throw invalid(field, text);
    }
  }

  /** RFC 3339 in UTC. */
  public static String format(Instant time) {
    return time.toString();
  }

  private static ZoneOffset offset(@Nullable String text) {
    if (text == null || text.equalsIgnoreCase("z")) {
      return ZoneOffset.UTC;
    }
    // A plus sign that was not escaped in a query string arrives as a space.
    return ZoneOffset.of(text.replace(' ', '+'));
  }

  private static QueryException outOfRange(String field, String text) {
    return new QueryException(
        QueryException.Kind.INVALID, "Invalid " + field + ": not in the years 1 to 9999: " + text);
  }

  private static QueryException invalid(String field, String text) {
    return new QueryException(
        QueryException.Kind.INVALID,
        "Invalid " + field + ": not a time such as 2024-02-14T13:37:00Z or 2024-02-14: " + text);
  }
}
