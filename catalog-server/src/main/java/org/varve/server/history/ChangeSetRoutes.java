// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import org.varve.client.wire.ChangeSetJson;
import org.varve.client.wire.RecordedChangeSetJson;
import org.varve.history.ChangeSet;
import org.varve.history.HistoryService;
import org.varve.history.RecordedChangeSet;
import org.varve.server.Answers;
import org.varve.server.Metrics;
import org.varve.server.QueryParameters;
import org.varve.server.RequestBody;
import org.varve.server.Routes;
import org.varve.server.config.ByteSize;

/** Records change sets. */
public final class ChangeSetRoutes implements Routes {
  private final HistoryService history;
  private final String actor;
  private final ByteSize maxBody;
  private final Metrics metrics;

  /**
   * Routes on a history.
   *
   * @param actor who makes the changes
   */
  public ChangeSetRoutes(HistoryService history, String actor, ByteSize maxBody, Metrics metrics) {
    this.history = history;
    this.actor = actor;
    this.maxBody = maxBody;
    this.metrics = metrics;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/api/v1/projects/{id}/change-sets", this::record);
  }

  private void record(Context context) {
    QueryParameters.of(context).refuseOthers();
    ChangeSet changeSet = ChangeSetJson.parse(RequestBody.open(context, maxBody));
    RecordedChangeSet recorded = history.record(context.pathParam("id"), actor, changeSet);
    if (!recorded.repeated()) {
      metrics.recorded(1, recorded.changes());
    }
    Answers.json(
        context.status(recorded.repeated() ? 200 : 201), RecordedChangeSetJson.format(recorded));
  }
}
