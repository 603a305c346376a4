// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.history.SyncedReaders;
import org.varve.server.config.ZoneConfig;
import org.varve.sql.QueryException;
import org.varve.storage.BucketRoots;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.LogicalPath;

/**
 * Looks after the projects of a zone from time to time: who may read their files, and whether their
 * baselines are finished. Every server of a database does it; doing it twice is fine.
 *
 * <p>Thread-safe; closed by who made it.
 */
final class ZoneKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneKeeper.class);

  private static final Duration WATCH_INTERVAL = Duration.ofHours(1);

  private final ZoneConfig config;
  private final IrodsClient service;
  private final ProjectStore projects;
  private final BucketRoots buckets;
  private final Baselines baselines;
  private final ScheduledExecutorService timer;

  /** By the ids of projects; used by the rounds alone. */
  private final Map<String, Watched> watched = new HashMap<>();

  /** Replaced as a whole by each round, read by whoever asks. */
  private volatile Map<String, String> troubles = Map.of();

  ZoneKeeper(
      ZoneConfig config,
      IrodsClient service,
      ProjectStore projects,
      BucketRoots buckets,
      Baselines baselines) {
    this.config = config;
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
      int changed = syncAccess(project);
      if (changed > 0) {
        LOG.info("Changed the access of {} to the files of {}", changed, project.irodsPath());
      }
      baselines.start(project);
      watchNarrower(project);
    } catch (QueryException e) {
      found.put(project.irodsPath(), String.valueOf(e.getMessage()));
      LOG.warn("Failed to look after {}: {}", project.irodsPath(), e.getMessage());
    }
  }

  /** Its readers still come and go, until it is released; then it may as well be gone. */
  private void keepArchived(Project project) {
    try {
      if (!DataCollection.of(project).isReleased(service, project.owner())) {
        syncAccess(project);
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
  SyncedReaders syncReaders(Project project) {
    int changed = syncAccess(project);
    try {
      return new SyncedReaders(changed, narrower(project));
    } catch (IrodsClientException e) {
      throw ZoneErrors.failed("look for narrower collections", project.irodsPath(), e);
    }
  }

  private int syncAccess(Project project) {
    try {
      return DataCollection.of(project).sync(service);
    } catch (IrodsClientException e) {
      throw ZoneErrors.failed("sync readers", project.irodsPath(), e);
    }
  }

  /** Asked for as the owner: the service user does not see what is closed to him. */
  private List<String> narrower(Project project) {
    DataCollection data = DataCollection.of(project);
    try (IrodsClient owner = new IrodsClient(config.asOwner())) {
      return new NarrowerCollections(owner, service.user(), data.data())
          .list(data.project(), data.foreign(projects.list())).stream()
              .limit(SyncedReaders.MOST_NAMED)
              .map(LogicalPath::text)
              .toList();
    }
  }

  /** Two questions for each collection, so it is done more rarely than the rest. */
  private void watchNarrower(Project project) {
    Watched before = watched.get(project.id());
    if (before != null && System.nanoTime() - before.atNanos() < WATCH_INTERVAL.toNanos()) {
      return;
    }
    List<String> narrower = before == null ? List.of() : before.narrower();
    try {
      List<String> found = narrower(project);
      if (!found.isEmpty() && !found.equals(narrower)) {
        LOG.warn(
            "Some reader of {} may not read sub-collections whose history he sees: {}",
            project.irodsPath(),
            String.join(", ", found));
      }
      narrower = found;
    } catch (IrodsClientException e) {
      LOG.warn("Cannot look for narrower collections: {}: {}", project.irodsPath(), e.getMessage());
    }
    watched.put(project.id(), new Watched(narrower, System.nanoTime()));
  }

  /** What was found last, and when. */
  private record Watched(List<String> narrower, long atNanos) {}

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
