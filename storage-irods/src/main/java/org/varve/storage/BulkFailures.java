// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.io.BulkDeletionFailureException;

/** The failures of a bulk deletion, so that one does not hide the others. Thread-safe. */
public final class BulkFailures {
  private final List<RuntimeException> failures = new ArrayList<>();

  /** Runs one deletion and remembers its failure. */
  public void attempt(Runnable deletion) {
    try {
      deletion.run();
    } catch (RuntimeException e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  /**
   * Reports every remembered failure.
   *
   * @throws BulkDeletionFailureException with their count, each attached as suppressed
   */
  public void throwIfAny() {
    synchronized (failures) {
      if (!failures.isEmpty()) {
        var all = new BulkDeletionFailureException(failures.size());
        failures.forEach(all::addSuppressed);
        throw all;
      }
    }
  }
}
