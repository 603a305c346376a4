// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are recorded together: all of them or none.
 *
 * @param requestId the caller's own id; the same id again gets the first answer. Unique in a
 *     project for ever
 * @param source the program that the changes come from
 * @param onBehalfOf the user for whom a trusted program acts, {@code user#zone}
 * @param effectiveAt when the changes happened; null for "when they are recorded"
 * @param changes in the order in which they happened
 */
public record ChangeSet(
    @Nullable String requestId,
    @Nullable String note,
    @Nullable String source,
    @Nullable String onBehalfOf,
    @Nullable Instant effectiveAt,
    List<Change> changes) {

  public ChangeSet {
    changes = List.copyOf(changes);
  }
}
