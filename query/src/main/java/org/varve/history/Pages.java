// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/** Cuts an answer into pages. */
final class Pages {
  static final int MAX_LIMIT = 10_000;

  private Pages() {}

  static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new QueryException(
          QueryException.Kind.INVALID,
          "Invalid limit: not between 1 and " + MAX_LIMIT + ": " + limit);
    }
  }

  static Optional<PageToken> token(@Nullable String token, String query) {
    return token == null ? Optional.empty() : Optional.of(PageToken.parse(token, query));
  }

  /**
   * A page.
   *
   * @param asOf the time that the answer names
   * @param query the question, and the point that all its pages are of
   * @param found one more than {@code limit} if there are more
   * @param last says where an item is, for the token
   */
  static <T, R> Page<R> cut(
      Instant asOf,
      PageToken query,
      List<T> found,
      int limit,
      Function<T, String> last,
      Function<T, R> item) {
    List<T> page = found.subList(0, Math.min(limit, found.size()));
    String next =
        found.size() <= limit
            ? null
            : new PageToken(query.query(), query.recordedAt(), last.apply(page.get(limit - 1)))
                .format();
    return new Page<>(asOf, page.stream().map(item).toList(), next);
  }
}
