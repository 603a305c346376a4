// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;

/** The point at which a question about the history is answered. */
public sealed interface AsOf {
  /** Everything that is recorded. */
  AsOf NOW = new Now();

  /** Everything that is recorded. */
  record Now() implements AsOf {}

  /** Everything recorded at or before a time. */
  record RecordedAt(Instant time) implements AsOf {}

  /** Everything that had happened at or before a time, whenever it was recorded. */
  record EffectiveAt(Instant time) implements AsOf {}

  /** Everything recorded up to and with a snapshot of {@code avu_changes}, expired or not. */
  record AtSnapshot(long snapshotId) implements AsOf {}
}
