// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.catalog.TablePointer;

/**
 * How tables were after the last commits of this process.
 *
 * <p>Other servers commit too, so what is here is a guess, good for two things: a commit may be
 * built on it, because it fails if the guess was wrong, and one that does not fit it need not wait
 * for its turn to be told so, after a look at the row. Thread-safe.
 */
final class KnownHeads {
  private static final int MAX_TABLES = 10_000;

  /** So many commits must have found a table as this process left it before a guess is worth it. */
  private static final int CALM = 3;

  private final Cache<TableIdentifier, Head> heads =
      Caffeine.newBuilder().maximumSize(MAX_TABLES).build();

  /** How the table was when this process left it. */
  Optional<TablePointer> find(TableIdentifier identifier) {
    return Optional.ofNullable(heads.getIfPresent(identifier)).map(Head::pointer);
  }

  /** The same, if nobody else has committed to the table lately. */
  Optional<TablePointer> guess(TableIdentifier identifier) {
    return Optional.ofNullable(heads.getIfPresent(identifier))
        .filter(head -> head.calm >= CALM)
        .map(Head::pointer);
  }

  /**
   * Takes note of a commit.
   *
   * @param base the metadata location that it was built on
   */
  void committed(TableIdentifier identifier, String base, TablePointer next) {
    int calm =
        Optional.ofNullable(heads.getIfPresent(identifier))
            .filter(before -> before.pointer.metadataLocation().equals(base))
            .map(before -> before.calm + 1)
            .orElse(0);
    heads.put(identifier, new Head(next, calm));
  }

  /** Somebody else has moved the table, or may have. */
  void forget(TableIdentifier identifier) {
    heads.invalidate(identifier);
  }

  private record Head(TablePointer pointer, int calm) {}
}
