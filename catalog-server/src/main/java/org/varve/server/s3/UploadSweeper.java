// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.ObjectListing;
import org.varve.storage.ObjectStores;
import org.varve.storage.StoredObject;

/**
 * Removes what multipart uploads leave behind, once an hour in every bucket: those that nobody
 * finished, and the notes on those that are complete. Several servers may do so at once.
 * Thread-safe; whoever started it closes it.
 */
public final class UploadSweeper implements AutoCloseable {
  static final Duration MAX_AGE = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(UploadSweeper.class);
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final ObjectStores stores;
  private final Supplier<List<String>> buckets;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(UploadSweeper::thread);

  UploadSweeper(ObjectStores stores, Supplier<List<String>> buckets, Clock clock) {
    this.stores = stores;
    this.buckets = buckets;
    this.clock = clock;
  }

  /**
   * Starts to sweep.
   *
   * @param buckets asked before each sweep
   */
  public static UploadSweeper start(
      ObjectStores stores, Supplier<List<String>> buckets, Clock clock) {
    var sweeper = new UploadSweeper(stores, buckets, clock);
    var unused =
        sweeper.timer.scheduleWithFixedDelay(
            sweeper::sweep, FIRST.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return sweeper;
  }

  /** Sweeps every bucket. Failures are logged: the next sweep tries again. */
  void sweep() {
    try {
      for (String bucket : buckets.get()) {
        if (timer.isShutdown()) {
          return;
        }
        sweep(bucket);
      }
    } catch (RuntimeException e) {
      LOG.warn("Failed to list the buckets whose old uploads are to be removed", e);
    }
  }

  private void sweep(String bucket) {
    try {
      int removed = removeOld(new UploadStore(stores.loadStore(bucket)));
      if (removed > 0) {
        LOG.info("Removed {} old uploads of bucket {}", removed, bucket);
      }
    } catch (RuntimeException e) {
      LOG.warn("Failed to remove old uploads of bucket {}", bucket, e);
    }
  }

  /** An upload is as old as its newest object: one that goes on is never removed. */
  private int removeOld(UploadStore uploads) {
    Instant oldest = clock.instant().minus(MAX_AGE);
    Set<String> old = new HashSet<>();
    Set<String> live = new HashSet<>();
    try (ObjectListing listing = uploads.objects().listObjects(UploadNames.DIRECTORY, "")) {
      while (listing.hasNext()) {
        StoredObject object = listing.next();
        String id = UploadNames.id(object.key());
        (object.modifiedAt().isBefore(oldest) ? old : live).add(id);
      }
    }
    old.removeAll(live);
    old.forEach(uploads::deleteAll);
    return old.size();
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "s3-upload-sweeper");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends after the upload at hand, within ten seconds. Closing twice does nothing. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("Failed to stop removing old uploads in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
