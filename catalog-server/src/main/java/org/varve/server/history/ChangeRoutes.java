// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import org.varve.history.ChangeQuery;
import org.varve.history.ChangeType;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.Answers;
import org.varve.server.QueryParameters;
import org.varve.server.Routes;
import org.varve.sql.QueryException;

/** Answers which changes match. */
public final class ChangeRoutes implements Routes {
  private final ProjectStore projects;
  private final HistoryService history;

  public ChangeRoutes(ProjectStore projects, HistoryService history) {
    this.projects = projects;
    this.history = history;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/projects/{id}/changes", this::changes);
  }

  private void changes(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    ChangeQuery query =
        new ChangeQuery(
            parameters.text("path"),
            parameters.flag("recursive"),
            parameters.text("attribute"),
            parameters.text("value"),
            parameters.text("actor"),
            type(parameters.text("type")),
            parameters.time("from"),
            parameters.time("to"),
            order(parameters.text("order")),
            parameters.limit(),
            parameters.pageToken());
    parameters.refuseOthers();
    Project project = ProjectRoutes.load(projects, context);
    Answers.json(
        context,
        HistoryPages.about(project, query.path())
            .formatChanges(history.changes(project.id(), query)));
  }

  private static @Nullable ChangeType type(@Nullable String text) {
    return text == null ? null : ChangeType.parse(text);
  }

  private static ChangeQuery.Order order(@Nullable String text) {
    if (text == null || text.equals("newest")) {
      return ChangeQuery.Order.NEWEST_FIRST;
    }
    if (text.equals("oldest")) {
      return ChangeQuery.Order.OLDEST_FIRST;
    }
    throw new QueryException(
        QueryException.Kind.INVALID, "Invalid order: not one of newest, oldest: " + text);
  }
}
