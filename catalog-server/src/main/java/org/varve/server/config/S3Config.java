// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The S3 door.
 *
 * @param port 0 picks a free one
 * @param endpoint where clients are told to go; empty for the door's own address
 * @param signingKeys what credentials are signed with, {@code id:base64} with commas between; empty
 *     for a key that the server makes and keeps in its data directory
 * @param credentialLifetime how long vended credentials are good
 */
public record S3Config(
    String host,
    int port,
    Optional<URI> endpoint,
    Optional<Secret> signingKeys,
    Duration credentialLifetime) {
  // Before the defaults, which are checked against them.
  private static final Duration MIN_LIFETIME = Duration.ofSeconds(10);
  private static final Duration MAX_LIFETIME = Duration.ofHours(12);

  public static final S3Config DEFAULTS =
      new S3Config("127.0.0.1", 8182, Optional.empty(), Optional.empty(), Duration.ofHours(1));

  public S3Config {
    Check.notBlank("s3.host", host);
    Check.between("s3.port", port, 0, 65_535);
    if (credentialLifetime.compareTo(MIN_LIFETIME) < 0
        || credentialLifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new ConfigException(
          "Invalid s3.credential-lifetime: not between 10s and 12h: "
              + Durations.format(credentialLifetime));
    }
  }

  /** A server that may pick its port for HTTP may pick this one too. */
  static S3Config from(Settings s3, HttpConfig http) {
    String host = s3.text("host", DEFAULTS.host());
    int port = s3.intValue("port", DEFAULTS.port());
    boolean anyPort = port == DEFAULTS.port() && http.port() == 0;
    return new S3Config(
        host,
        anyPort ? 0 : port,
        s3.optionalText("endpoint").map(S3Config::parseEndpoint),
        s3.secret("signing-keys"),
        s3.duration("credential-lifetime", DEFAULTS.credentialLifetime()));
  }

  private static URI parseEndpoint(String endpoint) {
    if (!endpoint.matches("https?://[^/?#]+")) {
      throw new ConfigException(
          "Invalid s3.endpoint: not http:// or https:// with a host and no path: " + endpoint);
    }
    return URI.create(endpoint);
  }
}
