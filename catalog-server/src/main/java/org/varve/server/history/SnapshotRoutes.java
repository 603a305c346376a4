// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.Answers;
import org.varve.server.QueryParameters;
import org.varve.server.Routes;

/** Lists the snapshots of a history. */
public final class SnapshotRoutes implements Routes {
  private final ProjectStore projects;
  private final HistoryService history;

  public SnapshotRoutes(ProjectStore projects, HistoryService history) {
    this.projects = projects;
    this.history = history;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/projects/{id}/snapshots", this::snapshots);
  }

  private void snapshots(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    int limit = parameters.limit();
    Optional<String> pageToken = Optional.ofNullable(parameters.pageToken());
    parameters.refuseOthers();
    Project project = ProjectRoutes.load(projects, context);
    Answers.json(
        context,
        HistoryPages.about(project, null)
            .formatSnapshots(history.snapshots(project.id(), limit, pageToken)));
  }
}
