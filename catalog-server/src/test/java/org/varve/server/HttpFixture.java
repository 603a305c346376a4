// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.varve.catalog.BucketStore;
import org.varve.catalog.Database;
import org.varve.catalog.EmbeddedDatabase;
import org.varve.catalog.PostgresCatalog;
import org.varve.catalog.PostgresLedger;
import org.varve.catalog.PostgresProjectStore;
import org.varve.client.LakehouseClient;
import org.varve.history.HistoryFixture;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.server.config.ByteSize;
import org.varve.server.config.HttpConfig;
import org.varve.server.history.AvuRoutes;
import org.varve.server.history.ChangeRoutes;
import org.varve.server.history.ChangeSetRoutes;
import org.varve.server.history.DiffRoutes;
import org.varve.server.history.ImportRoutes;
import org.varve.server.history.ProjectRoutes;
import org.varve.server.history.SnapshotRoutes;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;
import org.varve.storage.BucketFileIO;

/**
 * One history on PostgreSQL behind one HTTP door an actor, because a server without a zone has one
 * owner.
 */
final class HttpFixture implements HistoryFixture {
  private static final ByteSize MAX_BODY = ByteSize.ofMebibytes(64);
  private static final HttpConfig HTTP =
      new HttpConfig("127.0.0.1", 0, MAX_BODY, Duration.ofSeconds(1));

  private final Closer owned = new Closer();
  private final Database database;
  private final PostgresCatalog catalog;
  private final PostgresProjectStore projects;
  private final SqlEngine engine;
  private final Metrics metrics = owned.add(new Metrics());
  private final Map<String, HttpServer> doors = new HashMap<>();
  private PostgresLedger ledger;
  private HistoryService history;

  HttpFixture(Path directory) {
    EmbeddedDatabase embedded = owned.add(EmbeddedDatabase.start(directory));
    database = owned.add(Database.open(embedded.settings()));
    String root = "file://" + directory.resolve("warehouse");
    BucketStore buckets = new BucketStore(database, root);
    catalog =
        new PostgresCatalog(database, buckets, owned.add(new BucketFileIO(buckets)), Map.of());
    projects =
        new PostgresProjectStore(database, catalog, (path, data, bucket) -> root + "/" + bucket);
    engine = owned.add(SqlEngine.open(SqlConfig.defaults(directory.resolve("cache"))));
    open();
  }

  @Override
  public synchronized LakehouseClient client(String actor) {
    return LakehouseClient.connect(address(actor));
  }

  synchronized URI address(String actor) {
    return doors.computeIfAbsent(actor, this::openDoor).address();
  }

  @Override
  public Optional<Table> log(Project project) {
    return Optional.empty();
  }

  @Override
  public synchronized void restart() {
    shut();
    open();
    ledger.fenceAll();
  }

  @Override
  public synchronized void close() {
    shut();
    owned.close();
  }

  private void open() {
    ledger = PostgresLedger.open(database, catalog);
    history = new HistoryService(projects, ledger, engine, Clock.systemUTC());
  }

  private void shut() {
    doors.values().forEach(HttpServer::close);
    doors.clear();
    history.close();
    ledger.close();
  }

  private HttpServer openDoor(String actor) {
    return HttpServer.start(
        HTTP,
        metrics,
        List.of(
            new RequestIds(),
            new LocalOnly(),
            new ApiErrors(),
            new ProjectRoutes(
                projects, new LocalProjects(projects, new ProjectMove(projects, history), actor)),
            new ChangeSetRoutes(history, actor, MAX_BODY, metrics),
            new ImportRoutes(history, MAX_BODY, metrics),
            new AvuRoutes(projects, history),
            new ChangeRoutes(projects, history),
            new DiffRoutes(projects, history),
            new SnapshotRoutes(projects, history)));
  }
}
