// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.client.wire.BaselineJson;
import org.varve.client.wire.EnrolmentJson;
import org.varve.client.wire.Json;
import org.varve.client.wire.JsonFields;
import org.varve.client.wire.ProjectJson;
import org.varve.client.wire.SyncedReadersJson;
import org.varve.history.EnrolmentRequest;
import org.varve.history.LogicalPaths;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.Answers;
import org.varve.server.ProjectService;
import org.varve.server.QueryParameters;
import org.varve.server.RequestBody;
import org.varve.server.Routes;
import org.varve.server.config.ByteSize;
import org.varve.sql.QueryException;

/** Enrols, lists and archives projects. */
public final class ProjectRoutes implements Routes {
  private static final ByteSize MAX_BODY = ByteSize.ofMebibytes(1);

  private final ProjectStore projects;
  private final ProjectService service;

  /** Routes on a store, and on what makes projects and looks after them. */
  public ProjectRoutes(ProjectStore projects, ProjectService service) {
    this.projects = projects;
    this.service = service;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/api/v1/projects", this::enrol);
    routes.get("/api/v1/projects", this::list);
    routes.get("/api/v1/projects/{id}", this::load);
    routes.post("/api/v1/projects/{id}/archive", this::archive);
    routes.get("/api/v1/projects/{id}/baseline", this::baseline);
    routes.post("/api/v1/projects/{id}/sync", this::sync);
    routes.post("/api/v1/projects/{id}/move", this::move);
    routes.post("/api/v1/projects/{id}/release", this::release);
  }

  private void enrol(Context context) {
    EnrolmentRequest request = EnrolmentJson.parse(Json.parse(RequestBody.open(context, MAX_BODY)));
    ProjectService.Enrolled enrolled = service.enrol(request);
    Answers.json(
        context.status(enrolled.isNew() ? 201 : 200), ProjectJson.format(enrolled.project()));
  }

  private void list(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    List<Project> found = find(parameters.text("path"));
    parameters.refuseOthers();
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("projects");
    found.forEach(project -> items.add(ProjectJson.format(project)));
    Answers.json(context, answer);
  }

  private List<Project> find(@Nullable String path) {
    return path == null
        ? projects.list()
        : projects.findEnclosing(LogicalPaths.check("path", path)).stream().toList();
  }

  private void load(Context context) {
    QueryParameters.of(context).refuseOthers();
    Answers.json(context, ProjectJson.format(load(projects, context)));
  }

  private void baseline(Context context) {
    QueryParameters.of(context).refuseOthers();
    Answers.json(context, BaselineJson.format(service.baseline(load(projects, context))));
  }

  private void sync(Context context) {
    Answers.json(context, SyncedReadersJson.format(service.syncReaders(load(projects, context))));
  }

  private void move(Context context) {
    JsonFields fields = JsonFields.of(Json.parse(RequestBody.open(context, MAX_BODY)));
    String irodsPath = LogicalPaths.check("irods_path", fields.text("irods_path"));
    fields.refuseOthers();
    Project moved = service.move(load(projects, context), irodsPath);
    Answers.json(context, ProjectJson.format(moved));
  }

  private void release(Context context) {
    Answers.json(context, ProjectJson.format(service.release(load(projects, context))));
  }

  private void archive(Context context) {
    Answers.json(context, ProjectJson.format(projects.archive(context.pathParam("id"))));
  }

  /** The project that the path of the request names. */
  static Project load(ProjectStore projects, Context context) {
    String id = context.pathParam("id");
    return projects
        .find(id)
        .orElseThrow(
            () ->
                new QueryException(QueryException.Kind.NOT_FOUND, "Project does not exist: " + id));
  }
}
