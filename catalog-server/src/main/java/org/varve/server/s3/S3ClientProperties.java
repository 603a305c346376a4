// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.net.URI;
import java.util.Map;

/**
 * How Iceberg's clients are told where the door is and what opens it: the names of the properties
 * are theirs. Immutable.
 *
 * @param endpoint the door, as clients reach it
 * @param region any that the client will sign for
 */
public record S3ClientProperties(URI endpoint, String region) {
  /** What a client needs besides credentials. */
  public Map<String, String> access() {
    return Map.of(
        "s3.endpoint",
        endpoint.toString(),
        "s3.path-style-access",
        "true",
        "client.region",
        region);
  }

  /** The credentials; they hold secrets, so they go to the client and nowhere else. */
  public Map<String, String> credentials(VendedCredentials credentials) {
    return Map.of(
        "s3.access-key-id", credentials.accessKeyId(),
        "s3.secret-access-key", credentials.secretAccessKey(),
        "s3.session-token", credentials.sessionToken(),
        "s3.session-token-expires-at-ms", Long.toString(credentials.expiresAt().toEpochMilli()));
  }
}
