// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.varve.client.wire.Json;
import org.varve.client.wire.SqlRowsJson;
import org.varve.history.AvuQuery;
import org.varve.history.Baseline;
import org.varve.history.ChangeQuery;
import org.varve.history.ChangeSet;
import org.varve.history.DiffQuery;
import org.varve.history.EnrolmentRequest;
import org.varve.history.ForeignLedger;
import org.varve.history.ForeignProjectStore;
import org.varve.history.HistoryService;
import org.varve.history.HistorySnapshot;
import org.varve.history.ImportRun;
import org.varve.history.ImportedChangeSet;
import org.varve.history.LiveAvu;
import org.varve.history.LogicalPaths;
import org.varve.history.NetChange;
import org.varve.history.Page;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.history.RecordedChange;
import org.varve.history.RecordedChangeSet;
import org.varve.history.SyncedReaders;
import org.varve.sql.QueryException;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlDocument;
import org.varve.sql.SqlEngine;
import org.varve.sql.SqlFormat;
import org.varve.sql.SqlRequest;
import org.varve.sql.SqlRows;
import org.varve.sql.SqlService;

/**
 * The history in this process. Everything that it records is by one actor, whom the program that
 * embeds it answers for. Thread-safe.
 */
public final class EmbeddedLakehouseClient implements LakehouseClient {
  private final ProjectStore projects;
  private final HistoryService history;
  private final SqlService sql;
  private final String actor;
  private final Runnable whenClosed;

  private EmbeddedLakehouseClient(
      ProjectStore projects,
      HistoryService history,
      SqlService sql,
      String actor,
      Runnable whenClosed) {
    this.projects = projects;
    this.history = history;
    this.sql = sql;
    this.actor = actor;
    this.whenClosed = whenClosed;
  }

  /** A client of services that run already; closing it closes nothing. */
  public static LakehouseClient over(
      ProjectStore projects, HistoryService history, SqlService sql, String actor) {
    return new EmbeddedLakehouseClient(projects, history, sql, actor, () -> {});
  }

  /** See {@link LakehouseClient#open}. */
  static <C extends Catalog & SupportsNamespaces> LakehouseClient open(
      C catalog, String actor, Path cacheDirectory) {
    Clock clock = Clock.systemUTC();
    ProjectStore projects = new ForeignProjectStore(catalog, clock);
    SqlEngine engine = SqlEngine.open(SqlConfig.defaults(cacheDirectory));
    HistoryService history =
        new HistoryService(projects, new ForeignLedger(catalog, clock), engine, clock);
    return new EmbeddedLakehouseClient(
        projects,
        history,
        new SqlService(engine, catalog),
        actor,
        () -> {
          try (engine) {
            history.close();
          }
        });
  }

  @Override
  public Project registerProject(EnrolmentRequest request) {
    return projects.create(request.irodsPath(), request.dataCollection(), actor);
  }

  @Override
  public List<Project> projects() {
    return projects.list();
  }

  @Override
  public Optional<Project> findProject(String irodsPath) {
    return projects.findEnclosing(LogicalPaths.check("path", irodsPath));
  }

  @Override
  public Baseline baseline(String projectId) {
    return Baseline.NONE;
  }

  @Override
  public SyncedReaders syncReaders(String projectId) {
    throw new QueryException(
        QueryException.Kind.UNPROCESSABLE, "Cannot sync readers: the project lies in no zone");
  }

  @Override
  public Project moveProject(String projectId, String irodsPath) {
    throw new QueryException(
        QueryException.Kind.UNPROCESSABLE, "Cannot move project: only a server can: " + irodsPath);
  }

  @Override
  public Project releaseProject(String projectId) {
    throw new QueryException(
        QueryException.Kind.UNPROCESSABLE, "Cannot release project: it lies in no zone");
  }

  @Override
  public Project archiveProject(String projectId) {
    return projects.archive(projectId);
  }

  @Override
  public RecordedChangeSet recordChanges(String projectId, ChangeSet changeSet) {
    return history.record(projectId, actor, changeSet);
  }

  @Override
  public ImportRun openImport(String projectId, String inputId, Optional<ImportRun.Times> times) {
    return history.openImport(projectId, inputId, times);
  }

  @Override
  public List<RecordedChangeSet> importChanges(
      String projectId, ImportRun run, List<ImportedChangeSet> changeSets) {
    return history.importChangeSets(projectId, run, changeSets);
  }

  @Override
  public void closeImport(String projectId, ImportRun run) {
    history.closeImport(projectId, run);
  }

  @Override
  public Page<LiveAvu> avus(String projectId, AvuQuery query) {
    return history.avus(projectId, query);
  }

  @Override
  public Page<RecordedChange> history(
      String projectId, String irodsPath, int limit, Optional<String> pageToken) {
    return history.history(projectId, irodsPath, limit, pageToken);
  }

  @Override
  public Page<RecordedChange> changes(String projectId, ChangeQuery query) {
    return history.changes(projectId, query);
  }

  @Override
  public Page<RecordedChange> diff(String projectId, DiffQuery query) {
    return history.diff(projectId, query);
  }

  @Override
  public Page<NetChange> netDiff(String projectId, DiffQuery query) {
    return history.netDiff(projectId, query);
  }

  @Override
  public List<LiveAvu> blame(String projectId, String irodsPath) {
    return history.blame(projectId, irodsPath);
  }

  @Override
  public Page<HistorySnapshot> snapshots(String projectId, int limit, Optional<String> pageToken) {
    return history.snapshots(projectId, limit, pageToken);
  }

  @Override
  public SqlRows sql(String statement, Optional<String> projectId) {
    Namespace namespace =
        projectId.map(id -> loadProject(id).icebergNamespace()).orElse(Namespace.empty());
    try (SqlDocument document = sql.query(new SqlRequest(statement, namespace), SqlFormat.JSON)) {
      // Through JSON, so that a value is of the same type here as from a server.
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.writeTo(out);
      return SqlRowsJson.parse(Json.parse(new ByteArrayInputStream(out.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Project loadProject(String projectId) {
    return projects
        .find(projectId)
        .orElseThrow(
            () ->
                new QueryException(
                    QueryException.Kind.NOT_FOUND, "Project does not exist: " + projectId));
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
