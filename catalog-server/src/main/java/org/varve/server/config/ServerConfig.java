// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.nio.file.Path;
import java.util.Optional;
import org.varve.storage.irods.IcommandsSettings;

/**
 * Everything that a server can be told. Immutable and valid.
 *
 * @param dataDirectory holds what the server keeps by itself: the embedded database, the local
 *     warehouse, the cache
 * @param zone there if the files of tables lie in a zone
 */
public record ServerConfig(
    Path dataDirectory,
    EventsConfig events,
    HttpConfig http,
    IcebergConfig iceberg,
    IdentityConfig identity,
    LogConfig log,
    MaintenanceConfig maintenance,
    PostgresConfig postgres,
    S3Config s3,
    SqlSettings sql,
    StorageConfig storage,
    Optional<ZoneConfig> zone) {
  static final Path DEFAULT_DATA_DIRECTORY = Path.of(".varve");

  static ServerConfig from(Settings settings, IcommandsSettings icommands) {
    Path dataDirectory = settings.group("server").path("data-directory", DEFAULT_DATA_DIRECTORY);
    EventsConfig events = EventsConfig.from(settings.group("events"));
    HttpConfig http = HttpConfig.from(settings.group("http"));
    IcebergConfig iceberg = IcebergConfig.from(settings.group("iceberg"));
    IdentityConfig identity = IdentityConfig.from(settings.group("identity"));
    LogConfig log = LogConfig.from(settings.group("log"));
    MaintenanceConfig maintenance = MaintenanceConfig.from(settings.group("maintenance"));
    PostgresConfig postgres = PostgresConfig.from(settings.group("postgres"));
    S3Config s3 = S3Config.from(settings.group("s3"), http);
    SqlSettings sql = SqlSettings.from(settings.group("sql"));
    StorageConfig storage = StorageConfig.from(settings);
    Optional<ZoneConfig> zone = zone(storage, settings.group("irods"), icommands);
    return new ServerConfig(
        dataDirectory,
        events,
        http,
        iceberg,
        identity,
        log,
        maintenance,
        postgres,
        s3,
        sql,
        storage,
        zone);
  }

  private static Optional<ZoneConfig> zone(
      StorageConfig storage, Settings irods, IcommandsSettings icommands) {
    if (storage.kind() == StorageConfig.Kind.IRODS) {
      return Optional.of(ZoneConfig.from(irods, icommands));
    }
    ZoneConfig.readOver(irods);
    return Optional.empty();
  }

  /** Whose projects are enrolled and whose changes are recorded, as {@code user#zone}. */
  public String owner() {
    return zone.map(ZoneConfig::ownerName).orElse(identity.localOwner());
  }

  /** The directory of the local warehouse. */
  public Path warehouse() {
    return storage.root().orElseGet(() -> dataDirectory.resolve("warehouse"));
  }
}
