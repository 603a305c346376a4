// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.zone.InProcessZone;

/**
 * A zone with a service user {@code varve}, an owner {@code alice}, and {@code bob} and {@code
 * carol} in the group {@code lab}. Closed by who started it.
 */
public final class TestZone implements AutoCloseable {
  public static final String SERVICE = "varve";
  public static final String OWNER = "alice";
  private static final String PASSWORD = "a password";

  private final InProcessZone zone;

  private TestZone(InProcessZone zone) {
    this.zone = zone;
  }

  public static TestZone start(Path vault) throws IOException {
    InProcessZone zone = InProcessZone.start(vault);
    for (String user : new String[] {SERVICE, OWNER, "bob", "carol"}) {
      zone.addUser(user, PASSWORD);
    }
    zone.addGroup("lab", "bob", "carol");
    return new TestZone(zone);
  }

  public InProcessZone zone() {
    return zone;
  }

  /** What a server is told to use the zone, enrolling as the owner. */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(settings(zone.port()));
    settings.put("irods.owner.user", OWNER);
    settings.put("irods.owner.password", PASSWORD);
    return settings;
  }

  /** The same at another port of this machine, enrolling as the service user. */
  public Map<String, String> settings(int port) {
    return Map.of(
        "storage",
        "irods",
        "irods.host",
        zone.host(),
        "irods.port",
        Integer.toString(port),
        "irods.zone",
        InProcessZone.ZONE,
        "irods.user",
        SERVICE,
        "irods.password",
        PASSWORD,
        "irods.connect-timeout",
        "5s",
        "irods.read-timeout",
        "10s");
  }

  /** How a user of the zone logs in by himself. */
  public IrodsConfig config(String user) {
    return IrodsConfig.of(
        new IrodsEndpoint(zone.host(), zone.port(), InProcessZone.ZONE), user, PASSWORD);
  }

  @Override
  public void close() throws IOException {
    zone.close();
  }
}
