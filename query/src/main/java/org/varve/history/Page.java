// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a longer answer.
 *
 * @param asOf the time that the answer is true at. Asking again as of it gives the same answer for
 *     ever
 * @param nextPageToken opaque; null on the last page. Every page of one answer is of the same
 *     {@code asOf}
 */
public record Page<T>(Instant asOf, List<T> items, @Nullable String nextPageToken) {
  public Page {
    items = List.copyOf(items);
  }
}
