// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Instant;
import java.util.Optional;
import org.varve.history.ImportRun;

/**
 * A project's row of {@code varve.project_clock}: what has been stamped, and who may stamp.
 *
 * @param last no change set is stamped at or before it any more
 * @param pending the earliest stamp that a change set may get that is not visible yet
 * @param leased whether somebody holds the right to stamp, and {@code expired} whether too long
 * @param now the database's clock when the row was read
 */
record Clock(
    Instant last,
    Optional<Instant> pending,
    long epoch,
    boolean leased,
    boolean expired,
    Optional<String> lastHash,
    boolean ownChanges,
    Optional<ImportRun> openImport,
    Instant now) {

  /** Whether somebody who may still be alive holds the right to stamp. */
  boolean held() {
    return leased && !expired;
  }
}
