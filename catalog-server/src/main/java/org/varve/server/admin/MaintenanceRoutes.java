// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.catalog.Maintenance;
import org.varve.catalog.Purge;
import org.varve.client.wire.Json;
import org.varve.client.wire.JsonFields;
import org.varve.client.wire.TableNameJson;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.Answers;
import org.varve.server.QueryParameters;
import org.varve.server.RequestBody;
import org.varve.server.Routes;
import org.varve.server.config.ByteSize;
import org.varve.sql.QueryException;

/**
 * Maintains the tables one by one, so that whoever asks sees how it goes on and can stop, and what
 * belongs to no table.
 */
public final class MaintenanceRoutes implements Routes {
  private static final ByteSize MAX_BODY = ByteSize.ofMebibytes(1);
  private static final int MAX_PURGES = 1_000;

  private final ProjectStore projects;
  private final Maintenance maintenance;
  private final Purge purge;
  private final BucketLeftovers leftovers;

  public MaintenanceRoutes(
      ProjectStore projects, Maintenance maintenance, Purge purge, BucketLeftovers leftovers) {
    this.projects = projects;
    this.maintenance = maintenance;
    this.purge = purge;
    this.leftovers = leftovers;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/maintenance/tables", this::list);
    routes.post("/api/v1/maintenance/tables", this::maintain);
    routes.post("/api/v1/maintenance/catalog", this::maintainCatalog);
  }

  private void list(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    String projectId = parameters.text("project");
    parameters.refuseOthers();
    Optional<Namespace> namespace =
        Optional.ofNullable(projectId).map(id -> loadProject(id).icebergNamespace());
    List<TableIdentifier> tables =
        CatalogFailures.translated(() -> maintenance.listTables(namespace));
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("tables");
    tables.forEach(table -> items.add(TableNameJson.format(table)));
    Answers.json(context, answer);
  }

  private Project loadProject(String id) {
    return projects
        .find(id)
        .orElseThrow(
            () ->
                new QueryException(QueryException.Kind.NOT_FOUND, "Project does not exist: " + id));
  }

  private void maintain(Context context) {
    QueryParameters.of(context).refuseOthers();
    JsonFields fields = JsonFields.of(Json.parse(RequestBody.open(context, MAX_BODY)));
    Optional<TableIdentifier> table = fields.findValue("table", TableNameJson::parse);
    fields.refuseOthers();
    TableIdentifier identifier =
        table.orElseThrow(
            () -> new QueryException(QueryException.Kind.INVALID, "Invalid table: missing"));
    Maintenance.Maintained done =
        CatalogFailures.translated(() -> maintenance.maintain(identifier))
            .orElseThrow(
                () ->
                    new QueryException(
                        QueryException.Kind.NOT_FOUND, "Table does not exist: " + identifier));
    Answers.json(context, format(done));
  }

  private static ObjectNode format(Maintenance.Maintained done) {
    ObjectNode node = Json.object();
    TableNameJson.put(node, done.identifier());
    node.put("expired_snapshots", done.expiredSnapshots())
        .put("merged_files", done.mergedFiles())
        .put("merged_manifests", done.mergedManifests())
        .put("deleted_orphans", done.deletedOrphans());
    putFailures(node, done.failures());
    return node;
  }

  private static void putFailures(ObjectNode node, List<String> failures) {
    ArrayNode items = node.putArray("failures");
    failures.forEach(items::add);
  }

  private void maintainCatalog(Context context) {
    QueryParameters.of(context).refuseOthers();
    int purged = CatalogFailures.translated(() -> purge.run(MAX_PURGES));
    BucketLeftovers.Swept swept = leftovers.sweep();
    ObjectNode answer =
        Json.object()
            .put("purged_tables", purged)
            .put("deleted_leftovers", swept.deleted())
            .put("kept_leftovers", swept.kept());
    putFailures(answer, swept.failures());
    Answers.json(context, answer);
  }
}
