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
  public S3DoorConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("Invalid s3.port: not within 0 and 65535: " + port);
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("Invalid patience: not positive: " + patience);
    }
  }

  /** A door on this address; the rest as most clients expect it. */
  public static S3DoorConfig listeningOn(String host, int port) {
    return new S3DoorConfig(host, port, "us-east-1", Duration.ofSeconds(10));
  }
}
