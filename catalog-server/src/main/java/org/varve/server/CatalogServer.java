// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.BucketStore;
import org.varve.catalog.ConnectionSettings;
import org.varve.catalog.Database;
import org.varve.catalog.EmbeddedDatabase;
import org.varve.catalog.PostgresCatalog;
import org.varve.catalog.PostgresLedger;
import org.varve.catalog.PostgresProjectStore;
import org.varve.history.HistoryService;
import org.varve.history.ProjectStore;
import org.varve.server.config.ConfigException;
import org.varve.server.config.IcebergConfig;
import org.varve.server.config.PostgresConfig;
import org.varve.server.config.S3Config;
import org.varve.server.config.Secret;
import org.varve.server.config.ServerConfig;
import org.varve.server.config.SqlSettings;
import org.varve.server.history.AvuRoutes;
import org.varve.server.history.ChangeRoutes;
import org.varve.server.history.ChangeSetRoutes;
import org.varve.server.history.DiffRoutes;
import org.varve.server.history.ImportRoutes;
import org.varve.server.history.ProjectRoutes;
import org.varve.server.history.SnapshotRoutes;
import org.varve.server.rest.FileAccess;
import org.varve.server.rest.IcebergDoor;
import org.varve.server.s3.CredentialVendor;
import org.varve.server.s3.S3ClientProperties;
import org.varve.server.s3.S3Door;
import org.varve.server.s3.S3DoorConfig;
import org.varve.server.s3.SigningKeyFile;
import org.varve.server.s3.SigningKeys;
import org.varve.server.sql.AnswerFiles;
import org.varve.server.sql.SqlRoutes;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;
import org.varve.sql.SqlService;
import org.varve.storage.BucketFileIO;
import org.varve.storage.RootedObjectStores;

/**
 * The whole product in one object: start it and every door answers, close it and everything that it
 * opened is closed. Thread-safe; closing twice does nothing.
 */
public final class CatalogServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogServer.class);

  /** Clients sign for some region, and the door takes any. */
  private static final String REGION = "us-east-1";

  private final HttpServer http;
  private final S3Door s3;
  private final Closer owned;

  private CatalogServer(HttpServer http, S3Door s3, Closer owned) {
    this.http = http;
    this.s3 = s3;
    this.owned = owned;
  }

  /**
   * Starts a server. When this returns, every door answers.
   *
   * @throws org.varve.server.config.ConfigException if another program has the port
   * @throws org.varve.catalog.DataDirectoryException if the data directory cannot be used
   */
  public static CatalogServer start(ServerConfig config, Clock clock) {
    LOG.info("Starting with {}", config);
    Closer owned = new Closer();
    try {
      Database database = owned.add(Database.open(connectTo(config, owned)));
      BucketStore buckets =
          new BucketStore(database, location(config.warehouse(), BucketStore.WAREHOUSE));
      PostgresCatalog catalog =
          new PostgresCatalog(database, buckets, owned.add(files(config, buckets)), Map.of());
      ProjectStore projects =
          new PostgresProjectStore(
              database,
              catalog,
              (irodsPath, dataCollection, bucket) -> location(config.warehouse(), bucket));
      PostgresLedger ledger = owned.add(PostgresLedger.open(database, catalog));
      if (isEmbedded(config)) {
        ledger.fenceAll();
      }
      SqlEngine engine = owned.add(SqlEngine.open(sqlLimits(config)));
      HistoryService history = owned.add(new HistoryService(projects, ledger, engine, clock));
      CredentialVendor credentials =
          new CredentialVendor(signingKeys(config), clock, config.s3().credentialLifetime());
      S3Door s3 = owned.add(startS3(config.s3(), buckets, credentials, clock));
      FileAccess access = fileAccess(config, s3, credentials, clock);
      Metrics metrics = owned.add(new Metrics());
      HealthRoutes health = owned.add(new HealthRoutes(dependencies(config, database, engine)));
      String owner = config.identity().localOwner();
      HttpServer http =
          owned.add(
              HttpServer.start(
                  config.http(),
                  metrics,
                  List.of(
                      new RequestIds(),
                      new LocalOnly(),
                      new ApiErrors(),
                      health,
                      metrics,
                      new OpenApiRoutes(),
                      icebergDoor(config, catalog, access)::addTo,
                      new ProjectRoutes(projects, owner),
                      new ChangeSetRoutes(history, owner, config.http().maxBodySize(), metrics),
                      new ImportRoutes(history, config.http().maxBodySize(), metrics),
                      new AvuRoutes(projects, history),
                      new ChangeRoutes(projects, history),
                      new DiffRoutes(projects, history),
                      new SnapshotRoutes(projects, history),
                      new SqlRoutes(
                          projects,
                          new SqlService(engine, catalog),
                          AnswerFiles.open(config.dataDirectory().resolve("answers")),
                          metrics,
                          clock))));
      LOG.info("Ready at {}, S3 at {}", http.address(), s3.address());
      return new CatalogServer(http, s3, owned);
    } catch (RuntimeException e) {
      throw owned.closeAfter(e);
    }
  }

  /** Where the server answers, such as {@code http://127.0.0.1:8181}. */
  public URI address() {
    return http.address();
  }

  /** Every path that is answered, with its method before it. */
  List<String> endpoints() {
    return http.endpoints();
  }

  /** Where the S3 door answers, such as {@code http://127.0.0.1:8182}. */
  public URI s3Address() {
    return s3.address();
  }

  /** Lets requests in flight finish for a bounded time, and closes everything. */
  @Override
  public synchronized void close() {
    owned.close();
  }

  private static BucketFileIO files(ServerConfig config, BucketStore buckets) {
    BucketFileIO files = new BucketFileIO(buckets);
    files.initialize(
        Map.of(BucketFileIO.EXTRA_LOCATIONS, String.join(",", config.iceberg().extraLocations())));
    return files;
  }

  private static FileAccess fileAccess(
      ServerConfig config, S3Door s3, CredentialVendor credentials, Clock clock) {
    return new VendedFileAccess(
        new S3ClientProperties(config.s3().endpoint().orElse(s3.address()), REGION),
        credentials,
        config.identity().localOwner(),
        config.s3().credentialLifetime(),
        clock);
  }

  private static IcebergDoor icebergDoor(
      ServerConfig config, PostgresCatalog catalog, FileAccess access) {
    IcebergConfig iceberg = config.iceberg();
    return IcebergDoor.open(
        "/iceberg",
        catalog,
        access,
        new IcebergDoor.Limits(
            iceberg.extraLocations(),
            iceberg.cacheSize().bytes(),
            config.http().maxBodySize().bytes()));
  }

  private static S3Door startS3(
      S3Config config, BucketStore buckets, CredentialVendor credentials, Clock clock) {
    try {
      return S3Door.start(
          S3DoorConfig.listeningOn(config.host(), config.port()),
          new RootedObjectStores(buckets),
          credentials,
          clock);
    } catch (IllegalStateException e) {
      throw new ConfigException(
          "Invalid s3.port: the S3 door cannot listen there: " + config.port(), e);
    }
  }

  private static SigningKeys signingKeys(ServerConfig config) {
    return config
        .s3()
        .signingKeys()
        .map(keys -> SigningKeys.parse(keys.reveal()))
        .orElseGet(
            () -> SigningKeyFile.loadOrCreate(config.dataDirectory().resolve("s3-signing-keys")));
  }

  private static boolean isEmbedded(ServerConfig config) {
    return config.postgres().url().isEmpty();
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

  private static List<Dependency> dependencies(
      ServerConfig config, Database database, SqlEngine engine) {
    return List.of(
        new Dependency("postgres", database::check),
        new Dependency("warehouse", () -> checkWritable(config.warehouse())),
        new Dependency("sql", () -> engine.openSession().close()));
  }

  private static void checkWritable(Path warehouse) throws Exception {
    Files.createDirectories(warehouse);
    Files.delete(Files.createTempFile(warehouse, "readyz", ".tmp"));
  }

  private static String location(Path warehouse, String bucket) {
    return "file://" + warehouse.resolve(bucket).toAbsolutePath().normalize();
  }
}
