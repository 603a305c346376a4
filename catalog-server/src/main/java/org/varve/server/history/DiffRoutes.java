// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import org.varve.client.wire.AsOfClock;
import org.varve.client.wire.AsOfText;
import org.varve.client.wire.PageJson;
import org.varve.history.DiffQuery;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.Answers;
import org.varve.server.QueryParameters;
import org.varve.server.Routes;

/** Answers what changed between two points. */
public final class DiffRoutes implements Routes {
  private final ProjectStore projects;
  private final HistoryService history;

  public DiffRoutes(ProjectStore projects, HistoryService history) {
    this.projects = projects;
    this.history = history;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/projects/{id}/diff", this::diff);
  }

  private void diff(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    AsOfClock clock = AsOfClock.parse(parameters.text("by"));
    DiffQuery query =
        new DiffQuery(
            parameters.text("path"),
            AsOfText.parse("from", parameters.required("from"), clock),
            AsOfText.parse("to", parameters.text("to"), clock),
            parameters.limit(),
            parameters.pageToken());
    boolean net = parameters.flag("net");
    parameters.refuseOthers();
    Project project = ProjectRoutes.load(projects, context);
    PageJson about = HistoryPages.about(project, query.path());
    Answers.json(
        context,
        net
            ? about.formatNetChanges(history.netDiff(project.id(), query))
            : about.formatChanges(history.diff(project.id(), query)));
  }
}
