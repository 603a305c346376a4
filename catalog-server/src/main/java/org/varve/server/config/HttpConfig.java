// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * The web server.
 *
 * @param port 0 picks a free one
 * @param maxBodySize largest request body
 * @param stopTimeout how long requests in flight may go on when the server stops
 */
public record HttpConfig(String host, int port, ByteSize maxBodySize, Duration stopTimeout) {
  public static final HttpConfig DEFAULTS =
      new HttpConfig("127.0.0.1", 8181, ByteSize.ofMebibytes(64), Duration.ofSeconds(10));

  public HttpConfig {
    Check.between("http.port", port, 0, 65_535);
    Check.between("http.max-body-size", maxBodySize.bytes(), 1024, 1L << 31);
    Check.positive("http.stop-timeout", stopTimeout);
    checkLoopback(host);
  }

  static HttpConfig from(Settings http) {
    return new HttpConfig(
        http.text("host", DEFAULTS.host()),
        http.intValue("port", DEFAULTS.port()),
        http.size("max-body-size", DEFAULTS.maxBodySize()),
        http.duration("stop-timeout", DEFAULTS.stopTimeout()));
  }

  private static void checkLoopback(String host) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new ConfigException(
            "Invalid http.host: the server has no authentication, so it listens on loopback"
                + " addresses only, such as 127.0.0.1: "
                + host);
      }
    } catch (UnknownHostException e) {
      throw new ConfigException("Invalid http.host: not an address of this machine: " + host, e);
    }
  }
}
