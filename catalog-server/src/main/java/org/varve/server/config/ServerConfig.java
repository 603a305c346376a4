// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.nio.file.Path;

/**
 * Everything that a server can be told. Immutable and valid.
 *
 * @param dataDirectory holds what the server keeps by itself: the embedded database, the local
 *     warehouse, the cache
 */
public record ServerConfig(
    Path dataDirectory,
    HttpConfig http,
    IcebergConfig iceberg,
    IdentityConfig identity,
    LogConfig log,
    PostgresConfig postgres,
    S3Config s3,
    SqlSettings sql,
    StorageConfig storage) {
  static final Path DEFAULT_DATA_DIRECTORY = Path.of(".varve");

  static ServerConfig from(Settings settings) {
    Path dataDirectory = settings.group("server").path("data-directory", DEFAULT_DATA_DIRECTORY);
    HttpConfig http = HttpConfig.from(settings.group("http"));
    return new ServerConfig(
        dataDirectory,
        http,
        IcebergConfig.from(settings.group("iceberg")),
        IdentityConfig.from(settings.group("identity")),
        LogConfig.from(settings.group("log")),
        PostgresConfig.from(settings.group("postgres")),
        S3Config.from(settings.group("s3"), http),
        SqlSettings.from(settings.group("sql")),
        StorageConfig.from(settings.group("storage")));
  }

  /** The directory of the local warehouse. */
  public Path warehouse() {
    return storage.root().orElseGet(() -> dataDirectory.resolve("warehouse"));
  }
}
