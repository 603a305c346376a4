// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.storage.ObjectStores;
import org.varve.storage.RootedObjectStores;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;
import org.varve.storage.irods.zone.InProcessZone;

/** Buckets that are collections of a zone, in the home of an ordinary user. */
final class ZoneDoorStorage implements DoorStorage {
  static final String LAB = "/tempZone/home/varve/lab";

  private static final String USER = "varve";
  private static final String PASSWORD = "its password";

  private final InProcessZone zone;
  private final IrodsClient client;

  ZoneDoorStorage(Path vault) {
    try {
      zone = InProcessZone.start(vault);
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to start a zone", e);
    }
    zone.addUser(USER, PASSWORD);
    client = newClient(zone.host(), zone.port());
  }

  /** A client of the user to whom the buckets belong. The caller closes it. */
  static IrodsClient newClient(String host, int port) {
    return new IrodsClient(
        new IrodsConfig(
            new IrodsEndpoint(host, port, InProcessZone.ZONE),
            new IrodsLogin(IrodsLogin.Scheme.NATIVE, USER, PASSWORD),
            IrodsTls.OFF,
            new IrodsTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30)),
            IrodsPoolLimits.DEFAULTS,
            ""));
  }

  InProcessZone zone() {
    return zone;
  }

  @Override
  public ObjectStores stores() {
    return stores(client);
  }

  static ObjectStores stores(IrodsClient client) {
    return new RootedObjectStores(
        bucket -> {
          if (!bucket.equals("lab") && !bucket.equals("other")) {
            throw new NotFoundException("Bucket does not exist: %s", bucket);
          }
          return "irods://tempZone/home/varve/" + bucket;
        },
        client);
  }

  @Override
  public List<String> files() {
    return zone.objectsBelow(LAB).stream().map(path -> path.substring(LAB.length() + 1)).toList();
  }

  @Override
  public void close() throws IOException {
    try {
      client.close();
    } finally {
      zone.close();
    }
  }
}
