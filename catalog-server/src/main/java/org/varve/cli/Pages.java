// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.varve.history.Page;

/**
 * All items of an answer that comes in pages, fetched as they are used. The first page is fetched
 * at once. Iterated once, by one thread.
 */
final class Pages<T> implements Iterable<T> {
  /** Items a page: large enough that the number of requests does not matter. */
  static final int SIZE = 5_000;

  private final Page<T> first;
  private final Fetch<T> fetch;
  private final long most;

  /** Fetches one page. */
  @FunctionalInterface
  interface Fetch<T> extends Function<@Nullable String, Page<T>> {
    @Override
    Page<T> apply(@Nullable String pageToken);
  }

  private Pages(Fetch<T> fetch, long most) {
    this.fetch = fetch;
    this.most = most;
    this.first = fetch.apply(null);
  }

  static <T> Pages<T> all(Fetch<T> fetch) {
    return new Pages<>(fetch, Long.MAX_VALUE);
  }

  /** The first items only, if there is a limit. */
  static <T> Pages<T> first(@Nullable Integer limit, Fetch<T> fetch) {
    return new Pages<>(fetch, limit == null ? Long.MAX_VALUE : limit);
  }

  /** The items of a page, when no more than {@code limit} are wanted. */
  static int size(@Nullable Integer limit) {
    return limit == null ? SIZE : Math.min(limit, SIZE);
  }

  Page<T> firstPage() {
    return first;
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private Page<T> page = first;
      private Iterator<T> items = first.items().iterator();
      private long given;

      @Override
      public boolean hasNext() {
        while (given < most && !items.hasNext() && page.nextPageToken() != null) {
          page = fetch.apply(page.nextPageToken());
          items = page.items().iterator();
        }
        return given < most && items.hasNext();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        given++;
        return items.next();
      }
    };
  }
}
