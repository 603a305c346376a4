// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.sql;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;
import org.varve.client.wire.Json;
import org.varve.client.wire.JsonFields;
import org.varve.history.LogicalPaths;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.Metrics;
import org.varve.server.QueryParameters;
import org.varve.server.RequestBody;
import org.varve.server.Routes;
import org.varve.server.config.ByteSize;
import org.varve.sql.QueryException;
import org.varve.sql.SqlDocument;
import org.varve.sql.SqlFormat;
import org.varve.sql.SqlRequest;
import org.varve.sql.SqlService;

/** Answers SQL. */
public final class SqlRoutes implements Routes {
  private static final ByteSize MAX_BODY = ByteSize.ofMebibytes(1);

  private final ProjectStore projects;
  private final SqlService sql;
  private final AnswerFiles files;
  private final Metrics metrics;
  private final Clock clock;

  public SqlRoutes(
      ProjectStore projects, SqlService sql, AnswerFiles files, Metrics metrics, Clock clock) {
    this.projects = projects;
    this.sql = sql;
    this.files = files;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/api/v1/sql", this::query);
  }

  private void query(Context context) throws IOException {
    QueryParameters.of(context).refuseOthers();
    SqlFormat format = AcceptedFormat.of(context.header("Accept"));
    JsonFields fields = JsonFields.of(Json.parse(RequestBody.open(context, MAX_BODY)));
    String statement = fields.text("sql");
    Namespace namespace = namespace(fields.optionalText("project"));
    fields.refuseOthers();
    Instant start = clock.instant();
    try (SqlDocument document = sql.query(new SqlRequest(statement, namespace), format)) {
      context.contentType(format.mediaType());
      context.result(files.write(document));
    }
    metrics.queried(Duration.between(start, clock.instant()));
  }

  private Namespace namespace(@Nullable String project) {
    return project == null ? Namespace.empty() : load(project).icebergNamespace();
  }

  /** The project of an id, or the one that holds a path. */
  private Project load(String project) {
    return (project.startsWith("/")
            ? projects.findEnclosing(LogicalPaths.check("project", project))
            : projects.find(project))
        .orElseThrow(
            () ->
                new QueryException(
                    QueryException.Kind.NOT_FOUND, "Project does not exist: " + project));
  }
}
