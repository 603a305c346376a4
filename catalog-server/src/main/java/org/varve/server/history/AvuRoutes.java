// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import org.varve.client.wire.AsOfClock;
import org.varve.client.wire.AsOfText;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.Answers;
import org.varve.server.QueryParameters;
import org.varve.server.Routes;
import org.varve.sql.QueryException;

/** Answers which AVUs there are, or were. */
public final class AvuRoutes implements Routes {
  private final ProjectStore projects;
  private final HistoryService history;

  public AvuRoutes(ProjectStore projects, HistoryService history) {
    this.projects = projects;
    this.history = history;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/projects/{id}/avus", this::avus);
  }

  private void avus(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    AvuQuery query =
        new AvuQuery(
            parameters.text("path"),
            parameters.flag("recursive"),
            point(parameters),
            parameters.text("attribute"),
            parameters.limit(),
            parameters.pageToken());
    parameters.refuseOthers();
    Project project = ProjectRoutes.load(projects, context);
    Answers.json(
        context,
        HistoryPages.about(project, query.path()).formatAvus(history.avus(project.id(), query)));
  }

  private static AsOf point(QueryParameters parameters) {
    String time = parameters.text("as_of");
    String snapshotId = parameters.text("snapshot_id");
    AsOfClock clock = AsOfClock.parse(parameters.text("by"));
    if (snapshotId == null) {
      return AsOfText.parse("as_of", time, clock);
    }
    if (time != null) {
      throw new QueryException(
          QueryException.Kind.INVALID,
          "Invalid snapshot_id: as_of is given as well: " + snapshotId);
    }
    return new AsOf.AtSnapshot(AsOfText.parseSnapshotId("snapshot_id", snapshotId));
  }
}
