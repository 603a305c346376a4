// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which changes to answer. Absent conditions match everything.
 *
 * @param path logical path; null for the whole project, which is always recursive
 * @param value matches the new value, and on an update the old one too
 * @param from first recorded time that counts, inclusive
 * @param to last recorded time that counts, inclusive
 * @param limit most items a page, 1 to 10,000
 */
public record ChangeQuery(
    @Nullable String path,
    boolean recursive,
    @Nullable String attribute,
    @Nullable String value,
    @Nullable String actor,
    @Nullable ChangeType type,
    @Nullable Instant from,
    @Nullable Instant to,
    Order order,
    int limit,
    @Nullable String pageToken) {

  /** By recorded time, then by the order inside the change set. */
  public enum Order {
    OLDEST_FIRST,
    NEWEST_FIRST
  }
}
