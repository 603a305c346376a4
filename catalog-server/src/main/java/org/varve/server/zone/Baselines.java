// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.BaselineStore;
import org.varve.history.Baseline;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.config.ZoneConfig;
import org.varve.sql.QueryException;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;

/**
 * Records what projects had before they were enrolled, in the background, one project after
 * another. Thread-safe; closed by who made it, which ends a run under way: it goes on the next time
 * that its project is named.
 */
public final class Baselines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Baselines.class);
  private static final int CLOSE_SECONDS = 10;

  private final ZoneConfig config;
  private final ProjectStore projects;
  private final HistoryService history;
  private final BaselineStore store;
  private final ExecutorService executor;

  /** The last run of each project in this process. */
  private final ConcurrentMap<String, BaselineRun> runs = new ConcurrentHashMap<>();

  public Baselines(
      ZoneConfig config, ProjectStore projects, HistoryService history, BaselineStore store) {
    this.config = config;
    this.projects = projects;
    this.history = history;
    this.store = store;
    this.executor = Executors.newSingleThreadExecutor(Baselines::thread);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "varve-baseline");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts the baseline of a project that has none, unless it is under way. */
  void start(Project project) {
    if (store.find(project.id()).isPresent()) {
      return;
    }
    BaselineRun fresh = new BaselineRun(project, history, store);
    BaselineRun chosen =
        runs.compute(
            project.id(), (id, before) -> before == null || isOver(before) ? fresh : before);
    if (chosen == fresh) {
      executor.execute(() -> run(project, fresh));
    }
  }

  private static boolean isOver(BaselineRun run) {
    return run.progress().state() != Baseline.State.RUNNING;
  }

  private void run(Project project, BaselineRun run) {
    try (IrodsClient owner = new IrodsClient(config.asOwner())) {
      run.run(owner, DataCollection.of(project).foreign(projects.list()));
      LOG.info("Recorded the baseline of {}: {}", project.irodsPath(), run.progress());
    } catch (IrodsClientException | QueryException e) {
      run.fail(String.valueOf(e.getMessage()));
      LOG.warn("Failed to record the baseline of {}: {}", project.irodsPath(), e.getMessage());
    } catch (RuntimeException e) {
      run.fail("the server failed; its log says why");
      LOG.error("Failed to record the baseline of {}", project.irodsPath(), e);
    }
  }

  /** How far the baseline of a project is. */
  public Baseline progress(String projectId) {
    return Optional.ofNullable(runs.get(projectId))
        .map(BaselineRun::progress)
        .or(() -> store.find(projectId))
        .orElse(Baseline.NONE);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A baseline did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
