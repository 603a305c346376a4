// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The Iceberg REST catalog.
 *
 * @param extraLocations where tables may lie besides the buckets: prefixes of {@code file:}
 *     locations
 * @param cacheSize most bytes of answers that are kept; 0 keeps none, so that every load reads the
 *     table's metadata file
 * @param undropTime how long a drop can be undone
 */
public record IcebergConfig(List<String> extraLocations, ByteSize cacheSize, Duration undropTime) {
  public static final IcebergConfig DEFAULTS =
      new IcebergConfig(List.of(), ByteSize.ofMebibytes(64), Duration.ofDays(7));

  public IcebergConfig {
    extraLocations = List.copyOf(extraLocations);
    Check.between("iceberg.cache-size", cacheSize.bytes(), 0, 1L << 40);
    for (String location : extraLocations) {
      if (!location.startsWith("file:/")) {
        throw new ConfigException(
            "Invalid iceberg.extra-locations: not a file: location: " + location);
      }
    }
  }

  static IcebergConfig from(Settings iceberg) {
    return new IcebergConfig(
        iceberg.optionalText("extra-locations").map(IcebergConfig::split).orElse(List.of()),
        iceberg.size("cache-size", DEFAULTS.cacheSize()),
        iceberg.duration("undrop-time", DEFAULTS.undropTime()));
  }

  private static List<String> split(String locations) {
    return Arrays.stream(locations.split(",")).map(String::strip).toList();
  }
}
