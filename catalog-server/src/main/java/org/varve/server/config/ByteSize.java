// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as a whole number and {@code B}, {@code KiB}, {@code MiB}, {@code GiB}
 * or {@code TiB}.
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB|TiB)");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final Map<String, Long> FACTORS =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  public static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(mebibytes << 20);
  }

  static ByteSize parse(String key, String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Long factor = matcher.matches() ? FACTORS.get(matcher.group(2)) : null;
    if (factor == null) {
      throw new ConfigException(
          "Invalid " + key + ": not a size such as 512KiB, 64MiB or 10GiB: " + text);
    }
    return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
  }

  /** In the largest unit that divides it. */
  @Override
  public String toString() {
    long count = bytes;
    int unit = 0;
    while (count >= 1024 && count % 1024 == 0 && unit < UNITS.size() - 1) {
      count /= 1024;
      unit++;
    }
    return count + UNITS.get(unit);
  }
}
