// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.catalog.BucketStore;
import org.varve.catalog.Database;
import org.varve.catalog.EmbeddedDatabase;
import org.varve.catalog.Maintenance;
import org.varve.catalog.PostgresCatalog;
import org.varve.catalog.PostgresLedger;
import org.varve.catalog.PostgresProjectStore;
import org.varve.history.HistoryService;
import org.varve.history.ImportRun;
import org.varve.history.ImportedChangeSet;
import org.varve.history.Project;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;
import org.varve.storage.BucketFileIO;
import org.varve.storage.LocalFileIO;
import org.varve.storage.irods.client.IrodsClient;

/**
 * Varve in a directory that goes when it is closed: an embedded PostgreSQL, a warehouse there or in
 * a zone, the history on them. Its files are counted on their way. One thread.
 */
final class Installation implements AutoCloseable {
  private final Path directory;
  private final String root;
  private final Function<BucketStore, BucketFileIO> fileIO;
  private final EmbeddedDatabase postgres;
  private Services services;

  /** What is closed and opened again to forget all that was cached. */
  private record Services(
      Database database,
      BucketFileIO buckets,
      CountingFileIO files,
      PostgresCatalog catalog,
      SqlEngine sql,
      PostgresLedger ledger,
      PostgresProjectStore projects,
      HistoryService history) {
    void close() {
      history.close();
      sql.close();
      ledger.close();
      database.close();
    }
  }

  private Installation(Path directory, String root, Function<BucketStore, BucketFileIO> fileIO) {
    this.directory = directory;
    this.root = root;
    this.fileIO = fileIO;
    this.postgres = EmbeddedDatabase.start(directory.resolve("data"));
    this.services = open();
  }

  private Services open() {
    Database database = Database.open(postgres.settings());
    database.check();
    BucketStore buckets = new BucketStore(database, root + "/shared");
    BucketFileIO uncounted = fileIO.apply(buckets);
    CountingFileIO files = new CountingFileIO(uncounted);
    PostgresCatalog catalog = new PostgresCatalog(database, buckets, files, Map.of());
    PostgresLedger ledger = PostgresLedger.open(database, catalog);
    PostgresProjectStore projects =
        new PostgresProjectStore(
            database, catalog, (irodsPath, dataCollection, bucket) -> root + "/" + bucket);
    SqlEngine sql =
        SqlEngine.open(SqlConfig.defaults(directory.resolve("cache-" + UUID.randomUUID())));
    var history = new HistoryService(projects, ledger, sql, Clock.systemUTC());
    return new Services(database, uncounted, files, catalog, sql, ledger, projects, history);
  }

  /** With a warehouse on this machine. */
  static Installation create() throws IOException {
    Path directory = Files.createTempDirectory("varve-bench");
    return new Installation(
        directory, LocalFileIO.locationOf(directory.resolve("warehouse")), BucketFileIO::new);
  }

  /** With a warehouse in the client's zone, at an {@code irods:} location. */
  static Installation createInZone(String root, IrodsClient client) throws IOException {
    return new Installation(
        Files.createTempDirectory("varve-bench"),
        root,
        buckets -> new BucketFileIO(buckets, client));
  }

  /** Starts anew on the same database and files, with nothing cached. */
  void forgetCaches() {
    services.close();
    services = open();
  }

  CountingFileIO files() {
    return services.files;
  }

  HistoryService history() {
    return services.history;
  }

  Project enrol(String irodsPath) {
    return services.projects.create(irodsPath, ".mesa/iceberg", "bench#local");
  }

  /** Keeps a project's log within bounds, as the server does every day. */
  Maintenance.Maintained maintain(Project project) {
    return new Maintenance(
            services.catalog,
            services.projects,
            services.ledger,
            services.buckets,
            Clock.systemUTC())
        .maintain(TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE))
        .orElseThrow();
  }

  /** The log of a project as it is. */
  Table log(Project project) {
    return services.ledger.readPoint(project).changes();
  }

  /** The baseline on the same PostgreSQL and the same disk. */
  StockTable stockTable() {
    Path warehouse = directory.resolve("stock-" + UUID.randomUUID());
    return new StockTable(
        postgres.settings(),
        LocalFileIO.locationOf(warehouse),
        new CountingFileIO(new LocalFileIO()));
  }

  /** Imports a whole history, {@code changeSetsPerCommit} at a time. */
  void importHistory(
      Project project, Stream<ImportedChangeSet> changeSets, int changeSetsPerCommit) {
    ImportRun run = history().openImport(project.id(), "bench", Optional.empty());
    List<ImportedChangeSet> batch = new ArrayList<>();
    for (Iterator<ImportedChangeSet> rest = changeSets.iterator(); rest.hasNext(); ) {
      batch.add(rest.next());
      if (batch.size() == changeSetsPerCommit || !rest.hasNext()) {
        history().importChangeSets(project.id(), run, batch);
        batch = new ArrayList<>();
      }
    }
    history().closeImport(project.id(), run);
  }

  @Override
  public void close() throws IOException {
    services.close();
    postgres.close();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
