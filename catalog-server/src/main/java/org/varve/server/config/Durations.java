// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as settings write them: a whole number and {@code ms}, {@code s}, {@code m}, {@code h}
 * or {@code d}.
 */
final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Durations() {}

  static Duration parse(String key, String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new ConfigException(
          "Invalid " + key + ": not a duration such as 500ms, 10s, 5m, 2h or 7d: " + text);
    }
    return unit.multipliedBy(Long.parseLong(matcher.group(1)));
  }

  static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0 || seconds == 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }
}
