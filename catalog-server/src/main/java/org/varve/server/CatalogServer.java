// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.HistoryRewrites;
import org.varve.catalog.Maintenance;
import org.varve.catalog.MaintenanceTurns;
import org.varve.history.HistoryService;
import org.varve.history.ProjectStore;
import org.varve.server.admin.BucketLeftovers;
import org.varve.server.admin.DroppedRoutes;
import org.varve.server.admin.EventRoutes;
import org.varve.server.admin.EventWaiters;
import org.varve.server.admin.MaintenanceKeeper;
import org.varve.server.admin.MaintenanceRoutes;
import org.varve.server.config.ByteSize;
import org.varve.server.config.ConfigException;
import org.varve.server.config.IcebergConfig;
import org.varve.server.config.S3Config;
import org.varve.server.config.ServerConfig;
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
import org.varve.server.s3.UploadSweeper;
import org.varve.server.sql.AnswerFiles;
import org.varve.server.sql.SqlRoutes;
import org.varve.sql.SqlService;
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
      Domain domain = Domain.open(config, clock, owned);
      CredentialVendor credentials =
          new CredentialVendor(signingKeys(config), clock, config.s3().credentialLifetime());
      S3Door s3 = owned.add(startS3(config.s3(), domain, credentials, clock));
      owned.add(
          UploadSweeper.start(
              domain.storage.newObjectStores(domain.buckets), domain.buckets::listBuckets, clock));
      FileAccess access = fileAccess(config, s3, credentials, clock);
      EventWaiters waiters = owned.add(new EventWaiters(domain.catalog.events()));
      HttpServer http = owned.add(startHttp(config, domain, access, waiters, clock, owned));
      // Once more, so that it is closed before the server waits for the requests that wait there.
      owned.add(waiters);
      LOG.info("Ready at {}, S3 at {}", http.address(), s3.address());
      return new CatalogServer(http, s3, owned);
    } catch (RuntimeException e) {
      throw owned.closeAfter(e);
    }
  }

  private static HttpServer startHttp(
      ServerConfig config,
      Domain domain,
      FileAccess access,
      EventWaiters waiters,
      Clock clock,
      Closer owned) {
    Metrics metrics = owned.add(new Metrics());
    if (config.maintenance().isOn()) {
      owned.add(
          MaintenanceKeeper.start(
              maintenance(domain, clock),
              leftovers(domain, clock),
              new MaintenanceTurns(domain.database),
              config.maintenance().interval(),
              metrics::maintained));
    }
    HealthRoutes health = owned.add(new HealthRoutes(domain.dependencies(), domain::troubles));
    List<Routes> routes =
        new ArrayList<>(
            List.of(
                new RequestIds(),
                new LocalOnly(),
                new ApiErrors(),
                health,
                metrics,
                new OpenApiRoutes(),
                icebergDoor(config, domain, access)::addTo));
    routes.addAll(apiRoutes(config, domain, metrics, clock));
    routes.add(new EventRoutes(domain.catalog.events(), waiters));
    return HttpServer.start(config.http(), metrics, routes);
  }

  private static List<Routes> apiRoutes(
      ServerConfig config, Domain domain, Metrics metrics, Clock clock) {
    ProjectStore projects = domain.projects;
    HistoryService history = domain.history;
    ByteSize maxBody = config.http().maxBodySize();
    return List.of(
        new ProjectRoutes(projects, domain.projectService),
        new ChangeSetRoutes(history, config.owner(), maxBody, metrics),
        new ImportRoutes(history, maxBody, metrics),
        new AvuRoutes(projects, history),
        new ChangeRoutes(projects, history),
        new DiffRoutes(projects, history),
        new SnapshotRoutes(projects, history),
        new DroppedRoutes(domain.catalog.store(), config.owner()),
        new MaintenanceRoutes(
            domain.projects,
            maintenance(domain, clock),
            domain.catalog.purge(),
            leftovers(domain, clock)),
        new SqlRoutes(
            projects,
            new SqlService(domain.engine, domain.catalog),
            AnswerFiles.open(config.dataDirectory().resolve("answers")),
            metrics,
            clock));
  }

  private static Maintenance maintenance(Domain domain, Clock clock) {
    return new Maintenance(domain.catalog, domain.projects, domain.ledger, domain.files, clock);
  }

  private static BucketLeftovers leftovers(Domain domain, Clock clock) {
    RootedObjectStores stores = domain.storage.newObjectStores(domain.buckets);
    return new BucketLeftovers(domain.buckets::listBuckets, stores::loadLeftovers, clock);
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

  private static FileAccess fileAccess(
      ServerConfig config, S3Door s3, CredentialVendor credentials, Clock clock) {
    return new VendedFileAccess(
        new S3ClientProperties(config.s3().endpoint().orElse(s3.address()), REGION),
        credentials,
        config.owner(),
        config.s3().credentialLifetime(),
        clock);
  }

  private static IcebergDoor icebergDoor(ServerConfig config, Domain domain, FileAccess access) {
    IcebergConfig iceberg = config.iceberg();
    return IcebergDoor.open(
        "/iceberg",
        domain.catalog,
        new HistoryRewrites(domain.catalog, domain.ledger, domain.projects),
        access,
        new IcebergDoor.Terms(
            config.owner(),
            iceberg.extraLocations(),
            iceberg.cacheSize().bytes(),
            config.http().maxBodySize().bytes(),
            iceberg.undropTime()));
  }

  private static S3Door startS3(
      S3Config config, Domain domain, CredentialVendor credentials, Clock clock) {
    try {
      return S3Door.start(
          S3DoorConfig.listeningOn(config.host(), config.port()),
          domain.storage.newObjectStores(domain.buckets),
          credentials,
          clock);
    } catch (IllegalStateException e) {
      throw new ConfigException(
          "Invalid s3.port: another program listens there: " + config.port(), e);
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
}
