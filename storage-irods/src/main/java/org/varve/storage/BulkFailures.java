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
      remember(e);
    }
  }

  /** Runs a bulk deletion and remembers its failures one by one. */
  public void attemptAll(Runnable deletions) {
    try {
      deletions.run();
    } catch (BulkDeletionFailureException e) {
      for (Throwable failure : e.getSuppressed()) {
        remember((RuntimeException) failure);
      }
    } catch (RuntimeException e) {
      remember(e);
    }
  }

  private void remember(RuntimeException failure) {
    synchronized (failures) {
      failures.add(failure);
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

  /** Throws the first remembered failure as it is, the others attached as suppressed. */
  public void throwFirst() {
    synchronized (failures) {
      if (!failures.isEmpty()) {
        RuntimeException first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
      }
    }
  }
}
