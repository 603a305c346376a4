// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a listing that a client asks for.
 *
 * @param size at most so many; everything for clients that do not page
 */
record Paging(PageToken token, int size) {
  private static final int MAX_SIZE = 10_000;

  /**
   * Reads the parameters of a listing.
   *
   * @throws IllegalArgumentException if one of them is not valid
   */
  static Paging parse(@Nullable String pageToken, @Nullable String pageSize) {
    PageToken token = PageToken.parse(pageToken);
    if (pageSize == null) {
      // Clients that send neither parameter expect all names. A token alone goes on with its pages.
      return new Paging(token, pageToken == null ? Integer.MAX_VALUE - 1 : MAX_SIZE);
    }
    return new Paging(token, Math.min(size(pageSize), MAX_SIZE));
  }

  private static int size(String pageSize) {
    try {
      int size = Integer.parseInt(pageSize);
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Invalid page size: it is not a number: " + pageSize, e);
    }
    throw new IllegalArgumentException("Invalid page size: it is not positive: " + pageSize);
  }

  /** How many to read: one more than fit shows whether there is another page. */
  int limit() {
    return size + 1;
  }

  <T> Slice<T> slice(List<T> read, Function<T, String> name) {
    if (read.size() <= size) {
      return new Slice<>(read, null);
    }
    List<T> items = read.subList(0, size);
    return new Slice<>(items, new PageToken(name.apply(items.get(size - 1))).format());
  }

  /**
   * One page.
   *
   * @param nextPageToken null on the last page
   */
  record Slice<T>(List<T> items, @Nullable String nextPageToken) {
    Slice {
      // Not List.copyOf: Iceberg's builders ask lists for null, which those refuse.
      items = Collections.unmodifiableList(new ArrayList<>(items));
    }
  }
}
