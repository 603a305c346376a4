// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.admin;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.Leftovers;

/** What crashed writers left in the buckets. Thread-safe. */
public final class BucketLeftovers {
  private static final Logger LOG = LoggerFactory.getLogger(BucketLeftovers.class);

  /** Longer than the longest write takes. */
  private static final Duration AGE = Duration.ofDays(1);

  private final Supplier<List<String>> buckets;
  private final Function<String, Leftovers> leftovers;
  private final Clock clock;

  /**
   * Leftovers of all buckets.
   *
   * @param buckets asked before each sweep
   * @param leftovers those of a bucket
   */
  public BucketLeftovers(
      Supplier<List<String>> buckets, Function<String, Leftovers> leftovers, Clock clock) {
    this.buckets = buckets;
    this.leftovers = leftovers;
    this.clock = clock;
  }

  /** Deletes what is certainly nobody's. A bucket that is out of reach does not stop the others. */
  Swept sweep() {
    int deleted = 0;
    int kept = 0;
    List<String> failures = new ArrayList<>();
    for (String bucket : buckets.get()) {
      try {
        // What lies under an object's key may be the last copy of it: that is kept and told.
        Leftovers.Swept swept =
            leftovers.apply(bucket).sweep(clock.instant().minus(AGE), key -> true);
        deleted += swept.deleted().size();
        kept += swept.kept().size();
        swept.failures().forEach(failure -> failures.add(String.valueOf(failure.getMessage())));
      } catch (RuntimeIOException e) {
        LOG.warn("Failed to look for leftovers in bucket {}", bucket, e);
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    return new Swept(deleted, kept, failures);
  }

  /** What was done: how many files, and one sentence a failure. */
  record Swept(int deleted, int kept, List<String> failures) {
    Swept {
      failures = List.copyOf(failures);
    }
  }
}
