// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.util.Map;
import org.varve.catalog.BaselineStore;
import org.varve.catalog.PostgresProjectStore;
import org.varve.history.Baseline;
import org.varve.history.EnrolmentRequest;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.SyncedReaders;
import org.varve.server.ProjectMove;
import org.varve.server.ProjectService;
import org.varve.server.config.ZoneConfig;
import org.varve.sql.QueryException;
import org.varve.storage.BucketRoots;
import org.varve.storage.irods.client.IrodsClient;

/**
 * The projects of a zone. Thread-safe; closed by who opened it, before the history and the client.
 */
public final class ZoneProjects implements ProjectService, AutoCloseable {
  private final ZoneEnrolment enrolment;
  private final Baselines baselines;
  private final ZoneKeeper keeper;
  private final ProjectMove moves;

  private ZoneProjects(
      ZoneEnrolment enrolment, Baselines baselines, ZoneKeeper keeper, ProjectMove moves) {
    this.enrolment = enrolment;
    this.baselines = baselines;
    this.keeper = keeper;
    this.moves = moves;
  }

  /**
   * Opens the projects, and starts to look after them from time to time.
   *
   * @param service the zone as the service user sees it; stays open, as everything that is given
   */
  public static ZoneProjects open(
      ZoneConfig config,
      IrodsClient service,
      PostgresProjectStore projects,
      BucketRoots buckets,
      HistoryService history,
      BaselineStore baselineStore) {
    Baselines baselines = new Baselines(config, projects, history, baselineStore);
    ZoneKeeper keeper = new ZoneKeeper(config, service, projects, buckets, baselines);
    keeper.start(config.syncInterval());
    return new ZoneProjects(
        new ZoneEnrolment(config, service, projects),
        baselines,
        keeper,
        new ProjectMove(projects, history));
  }

  @Override
  public Enrolled enrol(EnrolmentRequest request) {
    Enrolled enrolled = enrolment.enrol(request);
    baselines.start(enrolled.project());
    return enrolled;
  }

  @Override
  public Baseline baseline(Project project) {
    return baselines.progress(project.id());
  }

  @Override
  public SyncedReaders syncReaders(Project project) {
    checkInZone("sync readers", project);
    return keeper.syncReaders(project);
  }

  @Override
  public Project move(Project project, String irodsPath) {
    if (keeper.keeps(project)) {
      keeper.checkFiles(project, irodsPath);
    }
    return moves.move(project, irodsPath);
  }

  @Override
  public Project release(Project project) {
    checkInZone("release project", project);
    if (project.state() != Project.State.ARCHIVED) {
      throw new QueryException(
          QueryException.Kind.CONFLICT,
          "Cannot release project: it is not archived: " + project.irodsPath());
    }
    keeper.release(project);
    return project;
  }

  private void checkInZone(String verb, Project project) {
    if (!keeper.keeps(project)) {
      throw new QueryException(
          QueryException.Kind.UNPROCESSABLE,
          "Cannot " + verb + ": the project lies in no zone: " + project.irodsPath());
    }
  }

  /** What is wrong with single projects, by their paths; they alone do not work. */
  public Map<String, String> troubles() {
    return keeper.troubles();
  }

  @Override
  public void close() {
    keeper.close();
    baselines.close();
  }
}
