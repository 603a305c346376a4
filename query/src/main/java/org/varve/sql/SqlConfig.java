// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Limits of the SQL engine.
 *
 * @param cacheDirectory where fetched files, spilled memory and results in the making are kept; it
 *     belongs to one engine alone and may be deleted while none runs
 * @param cacheBytes most bytes of fetched files; as much again may be spilled by large queries
 * @param memoryBytes most memory of all queries together, outside the Java heap
 * @param threads threads that work on queries
 * @param timeLimit longest life of a session, from its opening to its last row
 * @param maxSessions most sessions at the same time; one more waits a little, then is refused
 * @param maxRows most rows that one statement of a user answers with
 */
public record SqlConfig(
    Path cacheDirectory,
    long cacheBytes,
    long memoryBytes,
    int threads,
    Duration timeLimit,
    int maxSessions,
    long maxRows) {
  private static final long MIB = 1L << 20;

  public SqlConfig {
    cacheDirectory = cacheDirectory.toAbsolutePath().normalize();
    requirePlainPath(cacheDirectory);
    requireAtLeast("cache-bytes", 1, cacheBytes);
    requireAtLeast("memory-bytes", 16 * MIB, memoryBytes);
    requireAtLeast("threads", 1, threads);
    requireAtLeast("max-sessions", 1, maxSessions);
    requireAtLeast("max-rows", 1, maxRows);
    if (timeLimit.isNegative() || timeLimit.isZero()) {
      throw new IllegalArgumentException("Invalid sql.time-limit: not positive: " + timeLimit);
    }
  }

  /** 10 GiB of cache, 512 MiB of memory, a minute, 16 sessions, 10 million rows. */
  public static SqlConfig defaults(Path cacheDirectory) {
    int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    return new SqlConfig(
        cacheDirectory, 10_240 * MIB, 512 * MIB, threads, Duration.ofMinutes(1), 16, 10_000_000);
  }

  /** DuckDB takes the names of files as patterns, and the paths stand in SQL text. */
  private static void requirePlainPath(Path path) {
    if (path.toString().chars().anyMatch(c -> "*?[]{}'\"".indexOf(c) >= 0 || c < ' ')) {
      throw new IllegalArgumentException(
          "Invalid sql.cache-directory: quotes and patterns are not allowed: " + path);
    }
  }

  private static void requireAtLeast(String key, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Invalid sql." + key + ": less than " + least + ": " + value);
    }
  }
}
