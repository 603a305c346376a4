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
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.varve.catalog.BucketStore;
import org.varve.catalog.Database;
import org.varve.catalog.EmbeddedDatabase;
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

/**
 * Varve in a directory that goes when it is closed: an embedded PostgreSQL, a local warehouse, the
 * history on them. Its files are counted on their way to the disk.
 */
final class Installation implements AutoCloseable {
  private final Path directory;
  private final EmbeddedDatabase postgres;
  private final Database database;
  private final CountingFileIO files;
  private final SqlEngine sql;
  private final PostgresLedger ledger;
  private final PostgresProjectStore projects;
  private final HistoryService history;

  private Installation(Path directory) {
    this.directory = directory;
    this.postgres = EmbeddedDatabase.start(directory.resolve("data"));
    this.database = Database.open(postgres.settings());
    database.check();
    Path warehouse = directory.resolve("warehouse");
    BucketStore buckets =
        new BucketStore(database, LocalFileIO.locationOf(warehouse.resolve("shared")));
    this.files = new CountingFileIO(new BucketFileIO(buckets));
    PostgresCatalog catalog = new PostgresCatalog(database, buckets, files, Map.of());
    this.ledger = PostgresLedger.open(database, catalog);
    this.projects =
        new PostgresProjectStore(
            database,
            catalog,
            (irodsPath, dataCollection, bucket) ->
                LocalFileIO.locationOf(warehouse.resolve(bucket)));
    this.sql = SqlEngine.open(SqlConfig.defaults(directory.resolve("cache")));
    this.history = new HistoryService(projects, ledger, sql, Clock.systemUTC());
  }

  static Installation create() throws IOException {
    return new Installation(Files.createTempDirectory("varve-bench"));
  }

  CountingFileIO files() {
    return files;
  }

  HistoryService history() {
    return history;
  }

  Project enrol(String irodsPath) {
    return projects.create(irodsPath, ".mesa/iceberg", "bench#local");
  }

  /** The log of a project as it is. */
  Table log(Project project) {
    return ledger.readPoint(project).changes();
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
    ImportRun run = history.openImport(project.id(), "bench", Optional.empty());
    List<ImportedChangeSet> batch = new ArrayList<>();
    for (Iterator<ImportedChangeSet> rest = changeSets.iterator(); rest.hasNext(); ) {
      batch.add(rest.next());
      if (batch.size() == changeSetsPerCommit || !rest.hasNext()) {
        history.importChangeSets(project.id(), run, batch);
        batch = new ArrayList<>();
      }
    }
    history.closeImport(project.id(), run);
  }

  @Override
  public void close() throws IOException {
    history.close();
    sql.close();
    ledger.close();
    database.close();
    postgres.close();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
