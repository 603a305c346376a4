// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.varve.client.wire.BaselineJson;
import org.varve.client.wire.ChangeSetJson;
import org.varve.client.wire.EnrolmentJson;
import org.varve.client.wire.ImportRunJson;
import org.varve.client.wire.Json;
import org.varve.client.wire.PageJson;
import org.varve.client.wire.ProjectJson;
import org.varve.client.wire.RecordedChangeSetJson;
import org.varve.client.wire.SqlRowsJson;
import org.varve.client.wire.SyncedReadersJson;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Baseline;
import org.varve.history.ChangeQuery;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.DiffQuery;
import org.varve.history.EnrolmentRequest;
import org.varve.history.HistorySnapshot;
import org.varve.history.ImportRun;
import org.varve.history.ImportedChangeSet;
import org.varve.history.LiveAvu;
import org.varve.history.NetChange;
import org.varve.history.Page;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import org.varve.history.RecordedChangeSet;
import org.varve.history.SyncedReaders;
import org.varve.sql.SqlRows;

/** The client of a server's HTTP interface. Thread-safe; there is nothing to close. */
final class HttpLakehouseClient implements LakehouseClient {
  private static final int LARGEST_PAGE = 10_000;

  private final HttpDoor door;

  HttpLakehouseClient(URI server) {
    this.door = new HttpDoor(server);
  }

  @Override
  public Project registerProject(EnrolmentRequest request) {
    return ProjectJson.parse(door.record("/projects", EnrolmentJson.format(request)));
  }

  @Override
  public List<Project> projects() {
    return projects(new Parameters());
  }

  @Override
  public Optional<Project> findProject(String irodsPath) {
    return projects(new Parameters().put("path", irodsPath)).stream().findFirst();
  }

  @Override
  public Baseline baseline(String projectId) {
    return BaselineJson.parse(door.load(project(projectId) + "/baseline", new Parameters()));
  }

  @Override
  public SyncedReaders syncReaders(String projectId) {
    return SyncedReadersJson.parse(door.post(project(projectId) + "/sync", Json.object()));
  }

  @Override
  public Project moveProject(String projectId, String irodsPath) {
    var body = Json.object().put("irods_path", irodsPath);
    return ProjectJson.parse(door.record(project(projectId) + "/move", body));
  }

  @Override
  public Project releaseProject(String projectId) {
    return ProjectJson.parse(door.post(project(projectId) + "/release", Json.object()));
  }

  @Override
  public Project archiveProject(String projectId) {
    return ProjectJson.parse(door.post(project(projectId) + "/archive", Json.object()));
  }

  @Override
  public RecordedChangeSet recordChanges(String projectId, ChangeSet changeSet) {
    String path = project(projectId) + "/change-sets";
    return RecordedChangeSetJson.parse(door.record(path, ChangeSetJson.format(changeSet)));
  }

  @Override
  public ImportRun openImport(String projectId, String inputId, Optional<ImportRun.Times> times) {
    var body = Json.object().put("input_id", inputId);
    times.ifPresent(chosen -> body.put("times", ImportRunJson.formatTimes(chosen)));
    return ImportRunJson.parse(door.post(project(projectId) + "/imports", body));
  }

  @Override
  public List<RecordedChangeSet> importChanges(
      String projectId, ImportRun run, List<ImportedChangeSet> changeSets) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (ImportedChangeSet changeSet : changeSets) {
      lines.writeBytes(Json.bytes(ChangeSetJson.format(changeSet)));
      lines.write('\n');
    }
    String path = importRun(projectId, run, "/change-sets");
    return RecordedChangeSetJson.parseAll(
        door.record(path, "application/x-ndjson", lines.toByteArray()));
  }

  @Override
  public void closeImport(String projectId, ImportRun run) {
    door.delete(importRun(projectId, run, ""));
  }

  @Override
  public Page<LiveAvu> avus(String projectId, AvuQuery query) {
    String pointName = query.asOf() instanceof AsOf.AtSnapshot ? "snapshot_id" : "as_of";
    Parameters parameters =
        page(query.limit(), query.pageToken())
            .put("path", query.path())
            .put("recursive", query.recursive())
            .put(pointName, query.asOf())
            .putClock(query.asOf())
            .put("attribute", query.attribute());
    return PageJson.parseAvus(door.load(project(projectId) + "/avus", parameters));
  }

  @Override
  public Page<RecordedChange> history(
      String projectId, String irodsPath, int limit, Optional<String> pageToken) {
    return changes(
        projectId,
        new ChangeQuery(
            irodsPath,
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            ChangeQuery.Order.NEWEST_FIRST,
            limit,
            pageToken.orElse(null)));
  }

  @Override
  public Page<RecordedChange> changes(String projectId, ChangeQuery query) {
    ChangeType type = query.type();
    Parameters parameters =
        page(query.limit(), query.pageToken())
            .put("path", query.path())
            .put("recursive", query.recursive())
            .put("attribute", query.attribute())
            .put("value", query.value())
            .put("actor", query.actor())
            .put("type", type == null ? null : type.wireName())
            .put("from", query.from())
            .put("to", query.to())
            .put("order", query.order() == ChangeQuery.Order.OLDEST_FIRST ? "oldest" : "newest");
    return PageJson.parseChanges(door.load(project(projectId) + "/changes", parameters));
  }

  @Override
  public Page<RecordedChange> diff(String projectId, DiffQuery query) {
    return PageJson.parseChanges(door.load(project(projectId) + "/diff", parameters(query)));
  }

  @Override
  public Page<NetChange> netDiff(String projectId, DiffQuery query) {
    Parameters parameters = parameters(query).put("net", true);
    return PageJson.parseNetChanges(door.load(project(projectId) + "/diff", parameters));
  }

  @Override
  public List<LiveAvu> blame(String projectId, String irodsPath) {
    List<LiveAvu> all = new ArrayList<>();
    AsOf point = AsOf.NOW;
    String token = null;
    do {
      Page<LiveAvu> page =
          avus(projectId, new AvuQuery(irodsPath, false, point, null, LARGEST_PAGE, token));
      all.addAll(page.items());
      token = page.nextPageToken();
    } while (token != null);
    return List.copyOf(all);
  }

  @Override
  public Page<HistorySnapshot> snapshots(String projectId, int limit, Optional<String> pageToken) {
    Parameters parameters = page(limit, pageToken.orElse(null));
    return PageJson.parseSnapshots(door.load(project(projectId) + "/snapshots", parameters));
  }

  @Override
  public SqlRows sql(String statement, Optional<String> projectId) {
    var body = Json.object().put("sql", statement);
    projectId.ifPresent(id -> body.put("project", id));
    return SqlRowsJson.parse(door.post("/sql", body));
  }

  @Override
  public void close() {
    // The JDK's client of this release has no close; its threads end with the process.
  }

  private List<Project> projects(Parameters parameters) {
    JsonNode projects = door.load("/projects", parameters).path("projects");
    return StreamSupport.stream(projects.spliterator(), false).map(ProjectJson::parse).toList();
  }

  private static Parameters parameters(DiffQuery query) {
    return page(query.limit(), query.pageToken())
        .put("path", query.path())
        .put("from", query.from())
        .put("to", query.to())
        .putClock(query.from(), query.to());
  }

  private static Parameters page(int limit, @Nullable String token) {
    return new Parameters().put("limit", limit).put("page_token", token);
  }

  private static String project(String projectId) {
    return "/projects/" + Parameters.encode(projectId);
  }

  private static String importRun(String projectId, ImportRun run, String suffix) {
    return project(projectId)
        + "/imports/"
        + Parameters.encode(run.inputId())
        + suffix
        + new Parameters().put("times", ImportRunJson.formatTimes(run.times()));
  }
}
