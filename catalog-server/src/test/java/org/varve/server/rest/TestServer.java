// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import io.javalin.Javalin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.varve.catalog.BucketStore;
import org.varve.catalog.Database;
import org.varve.catalog.HistoryRewrites;
import org.varve.catalog.PostgresCatalog;
import org.varve.catalog.PostgresLedger;
import org.varve.catalog.PostgresProjectStore;
import org.varve.catalog.TestDatabase;
import org.varve.storage.BucketFileIO;
import org.varve.storage.LocalFileIO;

/** The door alone, on loopback, over a database and a directory of its own. */
final class TestServer implements AutoCloseable {
  private static final String EXTRA_LOCATION = "file:/tmp";
  private static final Duration UNDROP_TIME = Duration.ofDays(7);

  private final Database database;
  private final Path directory;
  private final BucketFileIO io;
  private final ReadCounts files;
  private final PostgresCatalog catalog;
  private final PostgresLedger ledger;
  private final Javalin javalin;

  private TestServer(
      Database database, Path directory, List<String> extraLocations, Duration undropTime) {
    this.database = database;
    this.directory = directory;
    BucketStore buckets = new BucketStore(database, LocalFileIO.locationOf(directory));
    this.io = new BucketFileIO(buckets);
    io.initialize(Map.of(BucketFileIO.EXTRA_LOCATIONS, String.join(",", extraLocations)));
    this.files = new ReadCounts(io);
    this.catalog = new PostgresCatalog(database, buckets, files, Map.of());
    this.ledger = PostgresLedger.open(database, catalog);
    IcebergDoor door =
        IcebergDoor.open(
            "/iceberg",
            catalog,
            new HistoryRewrites(
                catalog,
                ledger,
                new PostgresProjectStore(
                    database, catalog, (path, collection, bucket) -> "file://" + directory)),
            new LocalFileAccess(buckets, extraLocations),
            new IcebergDoor.Terms("ada#local", extraLocations, 16L << 20, 1L << 20, undropTime));
    this.javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.jetty.host = "127.0.0.1";
                  config.jetty.port = 0;
                  IcebergDoor.acceptEncodedNames(config.jetty);
                  door.addTo(config.routes);
                  config.routes.after(
                      context ->
                          AnsweredOperations.add(
                              context.req().getMethod(),
                              context.req().getRequestURI().substring("/iceberg".length()),
                              context.statusCode()));
                })
            .start();
  }

  static TestServer start(Path directory) {
    return new TestServer(Database.open(TestDatabase.create()), directory, List.of(), UNDROP_TIME);
  }

  /** A server whose drops can be undone for that time. */
  static TestServer start(Path directory, Duration undropTime) {
    return new TestServer(Database.open(TestDatabase.create()), directory, List.of(), undropTime);
  }

  /** A server whose tables may also lie in the directory for temporary files. */
  static TestServer startWithExtraLocation(Path directory) {
    return new TestServer(
        Database.open(TestDatabase.create()), directory, List.of(EXTRA_LOCATION), UNDROP_TIME);
  }

  /** Another server on the same database and files. It is closed before this one. */
  TestServer startReplica() {
    return new TestServer(database, directory, List.of(), UNDROP_TIME);
  }

  /** Such a replica, with another time for drops to be undone. */
  TestServer startReplica(Duration undropTime) {
    return new TestServer(database, directory, List.of(), undropTime);
  }

  String uri() {
    return "http://127.0.0.1:" + javalin.port() + "/iceberg";
  }

  PostgresCatalog catalog() {
    return catalog;
  }

  /** What this server has read of its files. */
  ReadCounts files() {
    return files;
  }

  Database database() {
    return database;
  }

  /** Forgets everything in the catalog. */
  void clear() {
    TestDatabase.clear(database);
  }

  /** Ends this server; the database goes on for its replicas. */
  void stop() {
    javalin.stop();
    ledger.close();
    io.close();
  }

  @Override
  public void close() {
    stop();
    database.close();
  }
}
