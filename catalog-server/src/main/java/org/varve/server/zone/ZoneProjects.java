// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.util.Map;
import org.varve.catalog.BaselineStore;
import org.varve.history.Baseline;
import org.varve.history.EnrolmentRequest;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
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

  private ZoneProjects(ZoneEnrolment enrolment, Baselines baselines, ZoneKeeper keeper) {
    this.enrolment = enrolment;
    this.baselines = baselines;
    this.keeper = keeper;
  }

  /**
   * Opens the projects, and starts to look after them from time to time.
   *
   * @param service the zone as the service user sees it; stays open, as everything that is given
   */
  public static ZoneProjects open(
      ZoneConfig config,
      IrodsClient service,
      ProjectStore projects,
      BucketRoots buckets,
      HistoryService history,
      BaselineStore baselineStore) {
    Baselines baselines = new Baselines(config, projects, history, baselineStore);
    ZoneKeeper keeper = new ZoneKeeper(service, projects, buckets, baselines);
    keeper.start(config.syncInterval());
    return new ZoneProjects(new ZoneEnrolment(config, service, projects), baselines, keeper);
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
  public int syncReaders(Project project) {
    if (!keeper.keeps(project)) {
      throw new QueryException(
          QueryException.Kind.UNPROCESSABLE,
          "Cannot sync readers: the project lies in no zone: " + project.irodsPath());
    }
    return keeper.syncReaders(project);
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
