// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.varve.client.EmbeddedLakehouseClient;
import org.varve.client.LakehouseClient;
import org.varve.history.HistoryFixture;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;
import org.varve.sql.SqlService;
import org.varve.storage.BucketFileIO;

/** The history over PostgreSQL and local files. */
final class PostgresHistoryFixture implements HistoryFixture {
  private final Database database;
  private final BucketFileIO io;
  private final PostgresCatalog catalog;
  private final PostgresProjectStore projects;
  private final SqlEngine engine;
  private PostgresLedger ledger;
  private HistoryService history;

  PostgresHistoryFixture(ConnectionSettings settings, Path directory) {
    database = Database.open(settings);
    BucketStore buckets =
        new BucketStore(database, directory.resolve("warehouse").toUri().toString());
    io = new BucketFileIO(buckets);
    catalog = new PostgresCatalog(database, buckets, io, Map.of());
    projects =
        new PostgresProjectStore(
            database,
            catalog,
            (path, dataCollection, bucket) -> "file://" + directory.resolve(bucket));
    ledger = PostgresLedger.open(database, catalog);
    engine = SqlEngine.open(SqlConfig.defaults(directory.resolve("cache")));
    history = new HistoryService(projects, ledger, engine, Clock.systemUTC());
  }

  /** What the ledger keeps in memory goes with it; a lease that nobody gave back is taken away. */
  @Override
  public void restart() {
    history.close();
    ledger.close();
    ledger = PostgresLedger.open(database, catalog);
    ledger.fenceAll();
    history = new HistoryService(projects, ledger, engine, Clock.systemUTC());
  }

  @Override
  public LakehouseClient client(String actor) {
    return EmbeddedLakehouseClient.over(projects, history, new SqlService(engine, catalog), actor);
  }

  @Override
  public Optional<Table> log(Project project) {
    return Optional.of(catalog.loadTable(LogTables.identifierOf(project)));
  }

  PostgresLedger ledger() {
    return ledger;
  }

  Database database() {
    return database;
  }

  @Override
  public void close() {
    history.close();
    engine.close();
    ledger.close();
    io.close();
    database.close();
  }
}
