// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The durable answer to a recorded change set.
 *
 * @param snapshotId the Iceberg snapshot that made it visible
 * @param recordedAt its place in the project's order, microseconds, strictly increasing
 * @param changes entries as the caller gave them: an update counts once
 * @param warnings one sentence each, in the order of the changes
 * @param hash SHA-256 of the change set's canonical form, hexadecimal
 * @param repeated whether this answers a {@code request_id} that was recorded before
 */
public record RecordedChangeSet(
    String changeSetId,
    @Nullable String requestId,
    long snapshotId,
    Instant recordedAt,
    int changes,
    List<String> warnings,
    String hash,
    boolean repeated) {

  public RecordedChangeSet {
    warnings = List.copyOf(warnings);
  }

  /** The same answer, marked as given before. */
  public RecordedChangeSet asRepeated() {
    return new RecordedChangeSet(
        changeSetId, requestId, snapshotId, recordedAt, changes, warnings, hash, true);
  }
}
