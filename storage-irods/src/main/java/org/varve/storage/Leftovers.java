// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.iceberg.exceptions.RuntimeIOException;

/**
 * What unfinished writers left in one bucket, for maintenance. Thread-safe.
 *
 * <p>A writer that is still alive may own what looks like a leftover, so the time that callers give
 * must be further back than the longest write takes; a day is plenty. A writer whose leftover was
 * deleted all the same fails, and nothing that was published is ever lost.
 */
public interface Leftovers {
  /**
   * All that were not modified since a time, in no order.
   *
   * @throws org.apache.iceberg.exceptions.RuntimeIOException if they cannot be listed
   */
  List<Leftover> list(Instant before);

  /**
   * Deletes one for good, unless it has become an object, is locked or was set aside.
   *
   * @return whether it is gone
   * @throws org.apache.iceberg.exceptions.RuntimeIOException if the storage cannot say
   */
  boolean delete(Leftover leftover);

  /**
   * Deletes all that were not modified since a time, whatever happens to the others, but for those
   * that somebody still names: a file that a table refers to is no leftover when its last good
   * replica is gone, it is a loss that an administrator may be able to mend.
   *
   * @param isReferenced asked with the key of each that lies under an object's key
   */
  default Swept sweep(Instant before, Predicate<String> isReferenced) {
    List<Leftover> deleted = new ArrayList<>();
    List<Leftover> kept = new ArrayList<>();
    List<RuntimeIOException> failures = new ArrayList<>();
    for (Leftover leftover : list(before)) {
      boolean named =
          leftover.kind() != Leftover.Kind.TEMPORARY && isReferenced.test(leftover.key());
      try {
        (!named && delete(leftover) ? deleted : kept).add(leftover);
      } catch (RuntimeIOException e) {
        kept.add(leftover);
        failures.add(e);
      }
    }
    return new Swept(deleted, kept, failures);
  }

  /**
   * What a sweep did.
   *
   * @param kept for an administrator to look at
   * @param failures why some of them were kept
   */
  record Swept(List<Leftover> deleted, List<Leftover> kept, List<RuntimeIOException> failures) {
    public Swept {
      deleted = List.copyOf(deleted);
      kept = List.copyOf(kept);
      failures = List.copyOf(failures);
    }
  }
}
