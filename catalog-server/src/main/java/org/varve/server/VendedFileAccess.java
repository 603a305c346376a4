// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.credentials.ImmutableCredential;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.ImmutableRemoteSignResponse;
import org.apache.iceberg.rest.responses.RemoteSignResponse;
import org.varve.server.rest.FileAccess;
import org.varve.server.s3.CredentialVendor;
import org.varve.server.s3.RequestSigner;
import org.varve.server.s3.S3Access;
import org.varve.server.s3.S3ClientProperties;
import org.varve.server.s3.S3Grant;

/**
 * Sends clients to the S3 door, with credentials for one table that end by themselves.
 *
 * <p>An epoch is half of the credentials' life, so that whoever is answered from what was made
 * before has at least the other half left. Thread-safe.
 */
final class VendedFileAccess implements FileAccess {
  private static final String SCHEME = "s3://";

  private final S3ClientProperties client;
  private final CredentialVendor vendor;
  private final String principal;
  private final Duration epoch;
  private final Clock clock;
  private final RequestSigner signer;

  /**
   * Access through the S3 door.
   *
   * @param principal for whom the credentials are
   * @param lifetime of the vendor's credentials
   */
  VendedFileAccess(
      S3ClientProperties client,
      CredentialVendor vendor,
      String principal,
      Duration lifetime,
      Clock clock) {
    this.client = client;
    this.vendor = vendor;
    this.principal = principal;
    this.epoch = lifetime.dividedBy(2);
    this.clock = clock;
    this.signer = new RequestSigner(vendor, clock);
  }

  @Override
  public Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>(client.access());
    // Manifests never change: a client that keeps them for a minute saves as many requests a scan.
    defaults.put("io.manifest.cache-enabled", "true");
    return defaults;
  }

  @Override
  public Grant grant(TableFiles table) {
    if (!table.location().startsWith(SCHEME)) {
      return new Grant(Map.of(), List.of());
    }
    Map<String, String> config = new HashMap<>(client.access());
    if (table.delegation() == Delegation.SIGNING) {
      config.put("s3.remote-signing-enabled", "true");
      // For clients that do not know the place by themselves.
      config.put("s3.signer.endpoint", endpoint(table.identifier(), "sign"));
      return new Grant(config, List.of());
    }
    config.putAll(client.credentials(vendor.vend(grantOf(table))));
    String renewal = endpoint(table.identifier(), "credentials");
    config.put("client.refresh-credentials-endpoint", renewal);
    // Iceberg's S3FileIO renews its own copy by this one.
    config.put("credentials.uri", renewal);
    return new Grant(
        config,
        List.of(
            ImmutableCredential.builder().prefix(table.location()).putAllConfig(config).build()));
  }

  @Override
  public RemoteSignResponse sign(TableFiles table, RemoteSignRequest request) {
    if (!table.location().startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "Invalid request to sign: the table lies in no bucket: " + table.identifier());
    }
    Map<String, List<String>> headers = new HashMap<>();
    signer
        .sign(
            grantOf(table),
            new RequestSigner.UnsignedRequest(
                request.method(), request.uri(), request.region(), request.headers()))
        .forEach((name, value) -> headers.put(name, List.of(value)));
    return ImmutableRemoteSignResponse.builder().uri(request.uri()).headers(headers).build();
  }

  private S3Grant grantOf(TableFiles table) {
    String[] parts = table.location().substring(SCHEME.length()).split("/", 2);
    String key = parts.length < 2 ? "" : parts[1];
    return new S3Grant(
        principal,
        parts[0],
        key.isEmpty() || key.endsWith("/") ? key : key + "/",
        access(table.mode()));
  }

  private static S3Access access(Mode mode) {
    return switch (mode) {
      case READ -> S3Access.READ;
      case ADD -> S3Access.ADD;
      case READ_WRITE -> S3Access.READ_WRITE;
    };
  }

  /** Below the catalog's own address, as its clients write paths. */
  private static String endpoint(TableIdentifier identifier, String operation) {
    String namespace =
        Arrays.stream(identifier.namespace().levels())
            .map(VendedFileAccess::encode)
            .collect(Collectors.joining("%1F"));
    return "v1/namespaces/" + namespace + "/tables/" + encode(identifier.name()) + "/" + operation;
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  @Override
  public long epoch() {
    return clock.millis() / epoch.toMillis();
  }
}
