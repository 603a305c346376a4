// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.time.Duration;
import org.varve.catalog.ProjectRoots;
import org.varve.server.config.ZoneConfig;
import org.varve.server.zone.ZonePaths;
import org.varve.storage.BucketFileIO;
import org.varve.storage.BucketRoots;
import org.varve.storage.RootedObjectStores;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;

/**
 * The data collections of the projects, in their zone, and a collection for the tables that belong
 * to no project. Opening it connects to nothing, so that a zone that is down stops no server.
 */
final class ZoneStorage implements Storage {
  /** Short, so that a zone that hangs is named before the question for readiness gives up. */
  private static final Duration CHECK_PATIENCE = Duration.ofSeconds(2);

  private final ZoneConfig config;
  private final IrodsClient client;

  /** A connection of its own: a busy pool is no zone that is down. */
  private final IrodsClient checker;

  private ZoneStorage(ZoneConfig config, IrodsClient client, IrodsClient checker) {
    this.config = config;
    this.client = client;
    this.checker = checker;
  }

  static ZoneStorage open(ZoneConfig config) {
    IrodsConfig service = config.service();
    IrodsConfig impatient =
        new IrodsConfig(
            service.endpoint(),
            service.login(),
            service.tls(),
            new IrodsTimeouts(CHECK_PATIENCE, CHECK_PATIENCE),
            new IrodsPoolLimits(1, CHECK_PATIENCE, service.pool().idleTimeout()),
            service.resource());
    return new ZoneStorage(config, new IrodsClient(service), new IrodsClient(impatient));
  }

  ZoneConfig config() {
    return config;
  }

  /** The zone as the service user sees it. Closed with this. */
  IrodsClient client() {
    return client;
  }

  @Override
  public String warehouseRoot() {
    return ZonePaths.location(config.warehouse());
  }

  @Override
  public ProjectRoots projectRoots() {
    return (irodsPath, dataCollection, bucket) ->
        ZonePaths.location(irodsPath + "/" + dataCollection);
  }

  @Override
  public BucketFileIO newFiles(BucketRoots buckets) {
    return new BucketFileIO(buckets, client);
  }

  @Override
  public RootedObjectStores newObjectStores(BucketRoots buckets) {
    return new RootedObjectStores(buckets, client);
  }

  @Override
  public Dependency dependency() {
    return new Dependency("irods", client.endpoint().toString(), this::check);
  }

  private void check() {
    try {
      checker.checkAvailable();
    } catch (IrodsClientException e) {
      Throwable cause = e.getCause();
      throw cause == null
          ? e
          : new IllegalStateException(e.getMessage() + ": " + cause.getMessage(), e);
    }
  }

  @Override
  public void close() {
    checker.close();
    client.close();
  }
}
