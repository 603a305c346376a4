// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Duration;

/**
 * How the door listens.
 *
 * @param host the address to listen on
 * @param port 0 lets the system pick one
 * @param region told to clients that ask; requests may be signed for any
 * @param patience how long a client waits for the first byte of a slow answer
 */
public record S3DoorConfig(String host, int port, String region, Duration patience) {
  /** On loopback. */
  public static final S3DoorConfig DEFAULTS =
      new S3DoorConfig("127.0.0.1", 8182, "us-east-1", Duration.ofSeconds(10));

  public S3DoorConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("Invalid s3.port: not within 0 and 65535: " + port);
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("Invalid patience: not positive: " + patience);
    }
  }

  /** The same on another port. */
  public S3DoorConfig withPort(int newPort) {
    return new S3DoorConfig(host, newPort, region, patience);
  }
}
