// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.time.Duration;
import java.util.Map;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;

/**
 * The properties of {@link IrodsFileIO}.
 *
 * <p>{@code irods.host}, {@code irods.zone}, {@code irods.user} and {@code irods.password} must be
 * there. The others have defaults: {@code irods.port}, {@code irods.auth-scheme}, {@code
 * irods.client-server-policy}, {@code irods.ssl-ca-certificate-file}, {@code irods.resource},
 * {@code irods.connect-timeout-ms}, {@code irods.read-timeout-ms}, {@code
 * irods.pool.max-connections}, {@code irods.pool.lease-timeout-ms} and {@code
 * irods.pool.idle-timeout-ms}. Unknown ones are ignored: Iceberg passes its own along.
 */
public final class IrodsProperties {
  private final Map<String, String> properties;

  private IrodsProperties(Map<String, String> properties) {
    this.properties = properties;
  }

  /**
   * Reads the properties.
   *
   * @throws IllegalArgumentException if one is missing or invalid; the message names it
   */
  public static IrodsConfig config(Map<String, String> properties) {
    return new IrodsProperties(properties).config();
  }

  private IrodsConfig config() {
    return new IrodsConfig(
        new IrodsEndpoint(
            required("irods.host"),
            number("irods.port", IrodsEndpoint.DEFAULT_PORT),
            required("irods.zone")),
        new IrodsLogin(
            IrodsLogin.Scheme.parse(text("irods.auth-scheme", "native")),
            required("irods.user"),
            required("irods.password")),
        new IrodsTls(
            IrodsTls.Policy.parse(text("irods.client-server-policy", "CS_NEG_REFUSE")),
            text("irods.ssl-ca-certificate-file", "")),
        new IrodsTimeouts(
            millis("irods.connect-timeout-ms", IrodsTimeouts.DEFAULTS.connect()),
            millis("irods.read-timeout-ms", IrodsTimeouts.DEFAULTS.read())),
        new IrodsPoolLimits(
            number("irods.pool.max-connections", IrodsPoolLimits.DEFAULTS.maxConnections()),
            millis("irods.pool.lease-timeout-ms", IrodsPoolLimits.DEFAULTS.leaseTimeout()),
            millis("irods.pool.idle-timeout-ms", IrodsPoolLimits.DEFAULTS.idleTimeout())),
        text("irods.resource", ""));
  }

  private String required(String key) {
    String value = properties.get(key);
    if (value == null) {
      throw new IllegalArgumentException("Invalid properties: missing: " + key);
    }
    return value;
  }

  private String text(String key, String otherwise) {
    return properties.getOrDefault(key, otherwise);
  }

  private int number(String key, int otherwise) {
    String value = properties.get(key);
    try {
      return value == null ? otherwise : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Invalid %s: not a number: %s".formatted(key, value), e);
    }
  }

  private Duration millis(String key, Duration otherwise) {
    return Duration.ofMillis(number(key, Math.toIntExact(otherwise.toMillis())));
  }
}
