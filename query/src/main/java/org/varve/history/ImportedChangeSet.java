// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;

/**
 * A change set that happened elsewhere, as an import brings it.
 *
 * @param actor who made the changes then, kept as it is given
 * @param eventTime when they were made
 * @param changeSet what changed; its source is recorded as {@link #SOURCE}, whatever it says
 */
public record ImportedChangeSet(String actor, Instant eventTime, ChangeSet changeSet) {

  /** The source of every imported change set: it says that nobody authenticated the actor. */
  public static final String SOURCE = "import";
}
