// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.varve.catalog.BaselineStore;
import org.varve.catalog.BucketStore;
import org.varve.catalog.CatalogKeeper;
import org.varve.catalog.ConnectionSettings;
import org.varve.catalog.Database;
import org.varve.catalog.EmbeddedDatabase;
import org.varve.catalog.PostgresCatalog;
import org.varve.catalog.PostgresLedger;
import org.varve.catalog.PostgresProjectStore;
import org.varve.history.HistoryService;
import org.varve.server.config.EventsConfig;
import org.varve.server.config.PostgresConfig;
import org.varve.server.config.Secret;
import org.varve.server.config.ServerConfig;
import org.varve.server.config.SqlSettings;
import org.varve.server.zone.ZoneProjects;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;
import org.varve.storage.BucketFileIO;

/**
 * What the doors open onto: the catalog, the histories, the projects, and where their bytes are.
 * Thread-safe; everything is closed by the closer that it was opened with.
 */
final class Domain {
  final Database database;
  final Storage storage;
  final BucketStore buckets;
  final BucketFileIO files;
  final PostgresCatalog catalog;
  final PostgresProjectStore projects;
  final PostgresLedger ledger;
  final SqlEngine engine;
  final HistoryService history;
  final ProjectService projectService;

  private Domain(ServerConfig config, Clock clock, Closer owned) {
    database = owned.add(Database.open(connectTo(config, owned)));
    storage = owned.add(openStorage(config));
    buckets = new BucketStore(database, storage.warehouseRoot());
    files = owned.add(files(config));
    catalog = new PostgresCatalog(database, buckets, files, Map.of());
    projects = new PostgresProjectStore(database, catalog, storage.projectRoots());
    ledger = owned.add(PostgresLedger.open(database, catalog));
    if (config.postgres().url().isEmpty()) {
      ledger.fenceAll();
    }
    owned.add(CatalogKeeper.start(catalog, keepFor(config.events())));
    engine = owned.add(SqlEngine.open(sqlLimits(config)));
    history = owned.add(new HistoryService(projects, ledger, engine, clock));
    projectService = projectService(config, owned);
  }

  static Domain open(ServerConfig config, Clock clock, Closer owned) {
    return new Domain(config, clock, owned);
  }

  private static ConnectionSettings connectTo(ServerConfig config, Closer owned) {
    PostgresConfig postgres = config.postgres();
    return postgres
        .url()
        .map(
            url ->
                new ConnectionSettings(
                    url,
                    postgres.user(),
                    postgres.password().map(Secret::reveal).orElse(""),
                    postgres.maxConnections()))
        .orElseGet(() -> owned.add(EmbeddedDatabase.start(config.dataDirectory())).settings());
  }

  private static CatalogKeeper.EventLimits keepFor(EventsConfig events) {
    return new CatalogKeeper.EventLimits(events.retention(), events.maxCount());
  }

  private static Storage openStorage(ServerConfig config) {
    return config.zone().<Storage>map(ZoneStorage::open).orElseGet(() -> local(config));
  }

  private static Storage local(ServerConfig config) {
    return new LocalStorage(config.warehouse());
  }

  private BucketFileIO files(ServerConfig config) {
    BucketFileIO files = storage.newFiles(buckets);
    files.initialize(
        Map.of(BucketFileIO.EXTRA_LOCATIONS, String.join(",", config.iceberg().extraLocations())));
    return files;
  }

  private ProjectService projectService(ServerConfig config, Closer owned) {
    if (!(storage instanceof ZoneStorage zone)) {
      return new LocalProjects(projects, new ProjectMove(projects, history), config.owner());
    }
    return owned.add(
        ZoneProjects.open(
            zone.config(), zone.client(), projects, buckets, history, new BaselineStore(database)));
  }

  private static SqlConfig sqlLimits(ServerConfig config) {
    SqlSettings limits = config.sql();
    SqlConfig defaults = SqlConfig.defaults(config.dataDirectory().resolve("cache"));
    return new SqlConfig(
        defaults.cacheDirectory(),
        limits.cacheSize().bytes(),
        limits.memoryLimit().bytes(),
        defaults.threads(),
        limits.timeout(),
        defaults.maxSessions(),
        defaults.maxRows());
  }

  /** What must answer for requests to be answered. */
  List<Dependency> dependencies() {
    return List.of(
        Dependency.of("postgres", database::check),
        storage.dependency(),
        Dependency.of("sql", () -> engine.openSession().close()));
  }

  /** Projects that do not work while the others do, and why. */
  Map<String, String> troubles() {
    return projectService instanceof ZoneProjects zone ? zone.troubles() : Map.of();
  }
}
