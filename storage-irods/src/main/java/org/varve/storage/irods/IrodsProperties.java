// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
 * known. The others have defaults: {@code irods.port}, {@code irods.auth-scheme}, {@code
 * irods.client-server-policy}, {@code irods.ssl-ca-certificate-file}, {@code irods.resource},
 * {@code irods.connect-timeout-ms}, {@code irods.read-timeout-ms}, {@code
 * irods.pool.max-connections}, {@code irods.pool.lease-timeout-ms} and {@code
 * irods.pool.idle-timeout-ms}. Unknown ones are ignored: Iceberg passes its own along.
 *
 * <p>What is not given is taken from where the icommands take it: variables such as {@code
 * IRODS_HOST}, then {@code ~/.irods/irods_environment.json}, and the password that {@code iinit}
 * keeps in {@code ~/.irods/.irodsA}.
 */
public final class IrodsProperties {
  private final Map<String, String> properties;
  private final IcommandsSettings icommands;

  private IrodsProperties(Map<String, String> properties, IcommandsSettings icommands) {
    this.properties = properties;
    this.icommands = icommands;
  }

  /**
   * Reads the properties.
   *
   * @throws IllegalArgumentException if one is missing or invalid; the message names it
   */
  public static IrodsConfig config(Map<String, String> properties) {
    return config(properties, IcommandsSettings.ofThisProcess());
  }

  static IrodsConfig config(Map<String, String> properties, IcommandsSettings icommands) {
    return new IrodsProperties(properties, icommands).config();
  }

  private IrodsConfig config() {
    return new IrodsConfig(
        new IrodsEndpoint(
            required("irods.host", "irods_host"),
            number("irods.port", find("irods.port", "irods_port"), IrodsEndpoint.DEFAULT_PORT),
            required("irods.zone", "irods_zone_name")),
        new IrodsLogin(
            IrodsLogin.Scheme.parse(
                find("irods.auth-scheme", "irods_authentication_scheme").orElse("native")),
            required("irods.user", "irods_user_name"),
            password()),
        new IrodsTls(
            IrodsTls.Policy.parse(
                find("irods.client-server-policy", "irods_client_server_policy")
                    .orElse("CS_NEG_REFUSE")),
            find("irods.ssl-ca-certificate-file", "irods_ssl_ca_certificate_file").orElse("")),
        new IrodsTimeouts(
            millis("irods.connect-timeout-ms", IrodsTimeouts.DEFAULTS.connect()),
            millis("irods.read-timeout-ms", IrodsTimeouts.DEFAULTS.read())),
        new IrodsPoolLimits(
            number(
                "irods.pool.max-connections",
                given("irods.pool.max-connections"),
                IrodsPoolLimits.DEFAULTS.maxConnections()),
            millis("irods.pool.lease-timeout-ms", IrodsPoolLimits.DEFAULTS.leaseTimeout()),
            millis("irods.pool.idle-timeout-ms", IrodsPoolLimits.DEFAULTS.idleTimeout())),
        find("irods.resource", "irods_default_resource").orElse(""));
  }

  private String required(String key, String icommandsName) {
    return find(key, icommandsName).orElseThrow(() -> missing(key));
  }

  private String password() {
    return given("irods.password")
        .or(() -> icommands.findPassword().map(IcommandsSettings.Found::text))
        .orElseThrow(() -> missing("irods.password"));
  }

  private static IllegalArgumentException missing(String key) {
    return new IllegalArgumentException("Invalid properties: missing: " + key);
  }

  private Optional<String> find(String key, String icommandsName) {
    return given(key).or(() -> icommands.find(icommandsName).map(IcommandsSettings.Found::text));
  }

  private Optional<String> given(String key) {
    return Optional.ofNullable(properties.get(key));
  }

  private Duration millis(String key, Duration otherwise) {
    return Duration.ofMillis(number(key, given(key), Math.toIntExact(otherwise.toMillis())));
  }

  private static int number(String key, Optional<String> value, int otherwise) {
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value.get());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Invalid %s: not a number: %s".formatted(key, value.get()), e);
    }
  }
}
