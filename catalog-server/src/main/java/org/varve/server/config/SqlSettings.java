// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.time.Duration;

/**
 * Limits of SQL queries.
 *
 * @param memoryLimit what all queries together may use
 * @param timeout longest time of one query
 * @param cacheSize most bytes of table files that are kept in the data directory
 */
public record SqlSettings(ByteSize memoryLimit, Duration timeout, ByteSize cacheSize) {
  public static final SqlSettings DEFAULTS =
      new SqlSettings(
          ByteSize.ofMebibytes(512), Duration.ofSeconds(60), ByteSize.ofMebibytes(10 * 1024));

  public SqlSettings {
    Check.between("sql.memory-limit", memoryLimit.bytes(), 64L << 20, 1L << 44);
    Check.positive("sql.timeout", timeout);
    Check.between("sql.cache-size", cacheSize.bytes(), 16L << 20, 1L << 50);
  }

  static SqlSettings from(Settings sql) {
    return new SqlSettings(
        sql.size("memory-limit", DEFAULTS.memoryLimit()),
        sql.duration("timeout", DEFAULTS.timeout()),
        sql.size("cache-size", DEFAULTS.cacheSize()));
  }
}
