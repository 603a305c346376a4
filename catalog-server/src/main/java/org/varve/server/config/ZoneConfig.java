// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.varve.storage.irods.IcommandsSettings;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;

/**
 * The iRODS zone that the projects and their files lie in.
 *
 * @param service how the service user logs in, who writes the files
 * @param owner who owns the projects that are enrolled; may be the service user
 * @param warehouse logical path of the collection for tables that belong to no project
 * @param syncInterval how often the readers of the files are compared with those of the projects
 */
public record ZoneConfig(
    IrodsConfig service, IrodsLogin owner, String warehouse, Duration syncInterval) {
  static final Duration DEFAULT_SYNC_INTERVAL = Duration.ofMinutes(5);

  public ZoneConfig {
    if (!warehouse.startsWith("/") || warehouse.endsWith("/")) {
      throw new ConfigException(
          "Invalid irods.warehouse: not an absolute logical path: " + warehouse);
    }
    Check.positive("irods.sync-interval", syncInterval);
  }

  /** How the owner logs in. */
  public IrodsConfig asOwner() {
    return new IrodsConfig(
        service.endpoint(),
        owner,
        service.tls(),
        service.timeouts(),
        service.pool(),
        service.resource());
  }

  /** The owner as {@code user#zone}. */
  public String ownerName() {
    return owner.user() + "#" + service.endpoint().zone();
  }

  /** What is not set is taken from the icommands. */
  static ZoneConfig from(Settings irods, IcommandsSettings icommands) {
    return new Given(irods.elsewhere(name -> find(icommands, name))).config();
  }

  /** Names the settings of a server that has no zone, so that they are known and shown. */
  static void readOver(Settings irods) {
    new Given(irods);
  }

  private static Optional<IcommandsSettings.Found> find(IcommandsSettings icommands, String name) {
    return valid(
        () ->
            switch (name) {
              case "host" -> icommands.find("irods_host");
              case "port" -> icommands.find("irods_port");
              case "zone" -> icommands.find("irods_zone_name");
              case "user" -> icommands.find("irods_user_name");
              case "password" -> icommands.findPassword();
              case "auth-scheme" -> icommands.find("irods_authentication_scheme");
              case "client-server-policy" -> icommands.find("irods_client_server_policy");
              case "ssl-ca-certificate-file" -> icommands.find("irods_ssl_ca_certificate_file");
              case "resource" -> icommands.find("irods_default_resource");
              default -> Optional.empty();
            });
  }

  private static <T> T valid(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The settings as they are given, in the order of the reference. */
  private static final class Given {
    private final Optional<String> host;
    private final int port;
    private final Optional<String> zone;
    private final Optional<String> user;
    private final Optional<Secret> password;
    private final String authScheme;
    private final String clientServerPolicy;
    private final String caCertificates;
    private final String resource;
    private final IrodsTimeouts timeouts;
    private final IrodsPoolLimits pool;
    private final Optional<String> ownerUser;
    private final Optional<Secret> ownerPassword;
    private final Optional<String> warehouse;
    private final Duration syncInterval;

    Given(Settings irods) {
      host = irods.optionalText("host");
      port = irods.intValue("port", IrodsEndpoint.DEFAULT_PORT);
      zone = irods.optionalText("zone");
      user = irods.optionalText("user");
      password = irods.secret("password");
      authScheme = irods.text("auth-scheme", "native");
      clientServerPolicy = irods.text("client-server-policy", "CS_NEG_REFUSE");
      caCertificates = irods.text("ssl-ca-certificate-file", "");
      resource = irods.text("resource", "");
      timeouts = timeouts(irods);
      pool = pool(irods.group("pool"));
      ownerUser = irods.group("owner").optionalText("user");
      ownerPassword = irods.group("owner").secret("password");
      warehouse = irods.optionalText("warehouse");
      syncInterval = irods.duration("sync-interval", DEFAULT_SYNC_INTERVAL);
    }

    private static IrodsTimeouts timeouts(Settings irods) {
      return new IrodsTimeouts(
          positive(irods, "connect-timeout", IrodsTimeouts.DEFAULTS.connect()),
          positive(irods, "read-timeout", IrodsTimeouts.DEFAULTS.read()));
    }

    private static IrodsPoolLimits pool(Settings pool) {
      int connections = pool.intValue("max-connections", IrodsPoolLimits.DEFAULTS.maxConnections());
      Check.between("irods.pool.max-connections", connections, 1, 256);
      return new IrodsPoolLimits(
          connections,
          positive(pool, "lease-timeout", IrodsPoolLimits.DEFAULTS.leaseTimeout()),
          positive(pool, "idle-timeout", IrodsPoolLimits.DEFAULTS.idleTimeout()));
    }

    private static Duration positive(Settings settings, String name, Duration defaultValue) {
      Duration value = settings.duration(name, defaultValue);
      Check.positive(settings.key(name), value);
      return value;
    }

    ZoneConfig config() {
      String zoneName = needed("zone", zone);
      String userName = needed("user", user);
      IrodsLogin login = login(userName, needed("password", password.map(Secret::reveal)));
      IrodsConfig service =
          valid(
              () ->
                  new IrodsConfig(
                      new IrodsEndpoint(needed("host", host), port, zoneName),
                      login,
                      new IrodsTls(IrodsTls.Policy.parse(clientServerPolicy), caCertificates),
                      timeouts,
                      pool,
                      resource));
      return new ZoneConfig(
          service,
          owner().orElse(login),
          warehouse.orElse("/" + zoneName + "/home/" + userName + "/.varve/warehouse"),
          syncInterval);
    }

    private Optional<IrodsLogin> owner() {
      if (ownerUser.isEmpty() && ownerPassword.isPresent()) {
        throw missing("owner.user");
      }
      return ownerUser.map(
          name -> login(name, needed("owner.password", ownerPassword.map(Secret::reveal))));
    }

    private IrodsLogin login(String name, String secret) {
      return valid(() -> new IrodsLogin(IrodsLogin.Scheme.parse(authScheme), name, secret));
    }

    private static String needed(String name, Optional<String> value) {
      return value.orElseThrow(() -> missing(name));
    }

    private static ConfigException missing(String name) {
      return new ConfigException("Invalid irods." + name + ": missing");
    }
  }
}
