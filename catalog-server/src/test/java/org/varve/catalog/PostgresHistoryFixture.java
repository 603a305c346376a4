// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.varve.client.EmbeddedLakehouseClient;
import org.varve.client.LakehouseClient;
import org.varve.history.HistoryFixture;
import org.varve.history.HistoryService;
import org.varve.history.MergePolicy;
import org.varve.history.Project;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;
import org.varve.sql.SqlService;
import org.varve.storage.BucketFileIO;
import org.varve.storage.BucketRoots;

/** The history over PostgreSQL and files of any kind. */
final class PostgresHistoryFixture implements HistoryFixture {
  private final Database database;
  private final BucketFileIO io;
  private final PostgresCatalog catalog;
  private final PostgresProjectStore projects;
  private final SqlEngine engine;
  private PostgresLedger ledger;
  private HistoryService history;

  /** With local files. */
  PostgresHistoryFixture(ConnectionSettings settings, Path directory) {
    this(settings, directory, "file://" + directory, BucketFileIO::new);
  }

  /** With local files, on a database that the fixture closes. */
  PostgresHistoryFixture(Database database, Path directory) {
    this(database, directory, "file://" + directory, BucketFileIO::new);
  }

  /**
   * With the files of every bucket in a place of its name.
   *
   * @param root location that the buckets' places lie in
   */
  PostgresHistoryFixture(
      ConnectionSettings settings,
      Path directory,
      String root,
      Function<BucketRoots, BucketFileIO> files) {
    this(Database.open(settings), directory, root, files);
  }

  private PostgresHistoryFixture(
      Database database, Path directory, String root, Function<BucketRoots, BucketFileIO> files) {
    this.database = database;
    BucketStore buckets = new BucketStore(database, root + "/warehouse");
    io = files.apply(buckets);
    catalog = new PostgresCatalog(database, buckets, io, Map.of());
    projects =
        new PostgresProjectStore(
            database, catalog, (path, dataCollection, bucket) -> root + "/" + bucket);
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

  PostgresCatalog catalog() {
    return catalog;
  }

  BucketFileIO io() {
    return io;
  }

  PostgresProjectStore projects() {
    return projects;
  }

  /** Maintenance that calls files small as the policy does. */
  Maintenance maintenance(MergePolicy policy, Clock clock) {
    return new Maintenance(
        catalog, projects, new LogUpkeep(ledger, policy, clock), io, clock, UnnamedSnapshots.MAX);
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
