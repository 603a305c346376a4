// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import org.varve.client.wire.ImportRunJson;
import org.varve.client.wire.Json;
import org.varve.client.wire.JsonFields;
import org.varve.client.wire.RecordedChangeSetJson;
import org.varve.history.HistoryService;
import org.varve.history.ImportRun;
import org.varve.history.ImportedChangeSet;
import org.varve.history.RecordedChangeSet;
import org.varve.server.Answers;
import org.varve.server.Metrics;
import org.varve.server.QueryParameters;
import org.varve.server.RequestBody;
import org.varve.server.Routes;
import org.varve.server.config.ByteSize;
import org.varve.sql.QueryException;

/**
 * Imports a whole history: open a run, send its change sets in batches of lines, close it. The same
 * batch again changes nothing, so a client that was interrupted starts over.
 */
public final class ImportRoutes implements Routes {
  private static final ByteSize MAX_OPENING = ByteSize.ofMebibytes(1);

  private final HistoryService history;
  private final ByteSize maxBody;
  private final Metrics metrics;

  public ImportRoutes(HistoryService history, ByteSize maxBody, Metrics metrics) {
    this.history = history;
    this.maxBody = maxBody;
    this.metrics = metrics;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/api/v1/projects/{id}/imports", this::open);
    routes.post("/api/v1/projects/{id}/imports/{input_id}/change-sets", this::record);
    routes.delete("/api/v1/projects/{id}/imports/{input_id}", this::close);
  }

  private void open(Context context) {
    QueryParameters.of(context).refuseOthers();
    JsonFields fields = JsonFields.of(Json.parse(RequestBody.open(context, MAX_OPENING)));
    String inputId = fields.text("input_id");
    var times = ImportRunJson.parseTimes(fields.optionalText("times"));
    fields.refuseOthers();
    ImportRun run = history.openImport(context.pathParam("id"), inputId, times);
    Answers.json(context, ImportRunJson.format(run));
  }

  private void record(Context context) {
    ImportRun run = run(context);
    List<ImportedChangeSet> batch = ImportBatch.parse(RequestBody.open(context, maxBody));
    List<RecordedChangeSet> recorded =
        history.importChangeSets(context.pathParam("id"), run, batch);
    count(recorded);
    Answers.json(context, RecordedChangeSetJson.formatAll(recorded));
  }

  private void close(Context context) {
    history.closeImport(context.pathParam("id"), run(context));
    context.status(204);
  }

  private void count(List<RecordedChangeSet> recorded) {
    List<RecordedChangeSet> added = recorded.stream().filter(each -> !each.repeated()).toList();
    metrics.recorded(added.size(), added.stream().mapToInt(RecordedChangeSet::changes).sum());
  }

  private static ImportRun run(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    ImportRun.Times times =
        ImportRunJson.parseTimes(parameters.required("times"))
            .orElseThrow(
                () -> new QueryException(QueryException.Kind.INVALID, "Invalid times: missing"));
    parameters.refuseOthers();
    return new ImportRun(context.pathParam("input_id"), times);
  }
}
