// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.sql.QueryException;
import org.varve.storage.BucketRoots;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;

/**
 * Looks after the projects of a zone from time to time: who may read their files, and whether their
 * baselines are finished. Every server of a database does it; doing it twice is fine.
 *
 * <p>Thread-safe; closed by who made it.
 */
final class ZoneKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneKeeper.class);

  private final IrodsClient service;
  private final ProjectStore projects;
  private final BucketRoots buckets;
  private final Baselines baselines;
  private final ScheduledExecutorService timer;

  /** Replaced as a whole by each round, read by whoever asks. */
  private volatile Map<String, String> troubles = Map.of();

  ZoneKeeper(IrodsClient service, ProjectStore projects, BucketRoots buckets, Baselines baselines) {
    this.service = service;
    this.projects = projects;
    this.buckets = buckets;
    this.baselines = baselines;
    this.timer = Executors.newSingleThreadScheduledExecutor(ZoneKeeper::thread);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "varve-zone");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts the rounds, the first one at once: a crash may have left a baseline half done. */
  void start(Duration interval) {
    var unused =
        timer.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      service.checkAvailable();
      Map<String, String> found = new TreeMap<>();
      for (Project project : projects.list()) {
        if (!keeps(project)) {
          continue;
        }
        if (project.state() == Project.State.ACTIVE) {
          keep(project, found);
        } else {
          keepArchived(project);
        }
      }
      troubles = Map.copyOf(found);
    } catch (IrodsClientException | QueryException e) {
      // The readiness of the server says so as well.
      LOG.warn("Cannot look after the projects: {}", e.getMessage());
    } catch (RuntimeException e) {
      // Thrown on, it would end the rounds for good.
      LOG.error("Failed to look after the projects", e);
    }
  }

  private void keep(Project project, Map<String, String> found) {
    try {
      int changed = syncReaders(project);
      if (changed > 0) {
        LOG.info("Changed the access of {} to the files of {}", changed, project.irodsPath());
      }
      baselines.start(project);
    } catch (QueryException e) {
      found.put(project.irodsPath(), String.valueOf(e.getMessage()));
      LOG.warn("Failed to look after {}: {}", project.irodsPath(), e.getMessage());
    }
  }

  /** Its readers still come and go, until it is released; then it may as well be gone. */
  private void keepArchived(Project project) {
    try {
      if (!DataCollection.of(project).isReleased(service, project.owner())) {
        syncReaders(project);
      }
    } catch (IrodsClientException | QueryException e) {
      LOG.debug("Cannot look after {}: {}", project.irodsPath(), e.getMessage());
    }
  }

  /** Whether the files of a project lie in the zone. */
  boolean keeps(Project project) {
    return buckets.loadRoot(project.bucket()).startsWith("irods:");
  }

  /** As {@link org.varve.server.ProjectService#syncReaders}. */
  int syncReaders(Project project) {
    try {
      return DataCollection.of(project).sync(service);
    } catch (IrodsClientException e) {
      throw ZoneErrors.failed("sync readers", project.irodsPath(), e);
    }
  }

  /** Refuses a place that a project's files are not in. */
  void checkFiles(Project project, String irodsPath) {
    try {
      DataCollection.at(irodsPath, project).checkOwned(service);
    } catch (QueryException e) {
      throw new QueryException(
          QueryException.Kind.CONFLICT,
          "Cannot move project: its files are not there: " + e.getMessage(),
          e);
    } catch (IrodsClientException e) {
      throw ZoneErrors.failed("move project", irodsPath, e);
    }
  }

  /** Gives the files of a project to its owner. */
  void release(Project project) {
    try {
      DataCollection.of(project).release(service, project.owner());
    } catch (IrodsClientException e) {
      throw ZoneErrors.failed("release project", project.irodsPath(), e);
    }
  }

  /** What the last round found wrong with single projects, by their paths. */
  Map<String, String> troubles() {
    return troubles;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
