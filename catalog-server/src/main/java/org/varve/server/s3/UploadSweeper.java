// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.ObjectListing;
import org.varve.storage.StoredObject;

/**
 * Removes what uploads leave behind: those that nobody finished, and the notes on those that are
 * complete. Thread-safe; whoever made the executor stops it.
 */
final class UploadSweeper {
  static final Duration MAX_AGE = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(UploadSweeper.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final Clock clock;
  private final Executor executor;
  private final Map<String, Instant> lastSweeps = new ConcurrentHashMap<>();

  UploadSweeper(Clock clock, Executor executor) {
    this.clock = clock;
    this.executor = executor;
  }

  /** Sweeps a bucket in the background, if this server has not done so for an hour. */
  void sweepIfDue(String bucket, UploadStore uploads) {
    Instant now = clock.instant();
    Instant due = now.minus(PAUSE);
    Instant winner = lastSweeps.merge(bucket, now, (last, time) -> last.isAfter(due) ? last : time);
    if (winner.equals(now)) {
      executor.execute(() -> sweep(bucket, uploads, now.minus(MAX_AGE)));
    }
  }

  /** An upload is as old as its newest object: one that goes on is never removed. */
  private static void sweep(String bucket, UploadStore uploads, Instant oldest) {
    Set<String> known = new HashSet<>();
    Set<String> live = new HashSet<>();
    try (ObjectListing listing = uploads.objects().listObjects(UploadNames.DIRECTORY, "")) {
      while (listing.hasNext()) {
        StoredObject object = listing.next();
        String id = UploadNames.id(object.key());
        known.add(id);
        if (!object.modifiedAt().isBefore(oldest)) {
          live.add(id);
        }
      }
      known.removeAll(live);
      known.forEach(uploads::deleteAll);
      if (!known.isEmpty()) {
        LOG.info("Removed {} old uploads of bucket {}", known.size(), bucket);
      }
    } catch (RuntimeException e) {
      LOG.warn("Failed to remove old uploads of bucket {}", bucket, e);
    }
  }
}
