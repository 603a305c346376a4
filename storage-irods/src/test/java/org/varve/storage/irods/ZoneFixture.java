// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;
import org.varve.storage.irods.zone.InProcessZone;

/**
 * A zone with an ordinary user, and a client of that user, fresh for each test. Fails the test if a
 * connection is still lent when it ends, or a planned fault was never met.
 */
public final class ZoneFixture implements BeforeEachCallback, AfterEachCallback {
  public static final String USER = "varve";
  public static final String USER_PASSWORD = "its password";
  public static final String HOME = "/tempZone/home/varve";

  private final IrodsPoolLimits limits;
  private final IrodsTimeouts timeouts;
  private Path vault;
  private InProcessZone zone;
  private IrodsClient client;

  public ZoneFixture() {
    this(IrodsPoolLimits.DEFAULTS, new IrodsTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5)));
  }

  public ZoneFixture(IrodsPoolLimits limits, IrodsTimeouts timeouts) {
    this.limits = limits;
    this.timeouts = timeouts;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    vault = Files.createTempDirectory("varve-vault-");
    zone = InProcessZone.start(vault);
    zone.addUser(USER, USER_PASSWORD);
    client = new IrodsClient(config(zone.port()));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    try {
      assertThat(client.leasedConnections()).as("connections still lent").isZero();
      assertThat(zone.faults().pending()).as("faults never met").isFalse();
    } finally {
      client.close();
      zone.close();
      deleteVault();
    }
  }

  private void deleteVault() throws IOException {
    try (var files = Files.list(vault)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(vault);
  }

  public InProcessZone zone() {
    return zone;
  }

  public IrodsClient client() {
    return client;
  }

  /** How the user logs in at a port of this machine. */
  public IrodsConfig config(int port) {
    return new IrodsConfig(
        new IrodsEndpoint(zone.host(), port, InProcessZone.ZONE),
        new IrodsLogin(IrodsLogin.Scheme.NATIVE, USER, USER_PASSWORD),
        IrodsTls.OFF,
        timeouts,
        limits,
        "");
  }
}
