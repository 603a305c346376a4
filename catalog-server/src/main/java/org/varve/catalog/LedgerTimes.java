// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Duration;

/**
 * How long a ledger waits.
 *
 * @param turnWait for another writer of the project
 * @param readWait for a change set that is being written
 * @param lease how long a writer that does not answer keeps others out
 * @param garbageAge after which no reader can still hold the name of a superseded file
 */
record LedgerTimes(Duration turnWait, Duration readWait, Duration lease, Duration garbageAge) {
  static final LedgerTimes DEFAULTS =
      new LedgerTimes(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofMinutes(10));
}
