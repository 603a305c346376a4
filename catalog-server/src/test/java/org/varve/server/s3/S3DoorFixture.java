// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.varve.storage.BucketRoots;
import org.varve.storage.LocalFileIO;
import org.varve.storage.ObjectStores;
import org.varve.storage.RootedObjectStores;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A door over a directory, on a free port of loopback, with AWS SDK clients for it. Its buckets are
 * {@code lab} and {@code other}. The test that made it closes it.
 */
final class S3DoorFixture implements AutoCloseable {
  static final S3Grant WRITER = new S3Grant("rods#zone", "lab", "", S3Access.READ_WRITE);
  static final S3Grant READER = new S3Grant("rods#zone", "lab", "", S3Access.READ);

  static final SigningKeys KEYS =
      new SigningKeys(
          List.of(
              new SigningKey(
                  "k1", "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8))));

  private final List<AutoCloseable> owned = new ArrayList<>();
  private final S3Door door;

  S3DoorFixture(Path directory) {
    this(stores(directory), Clock.systemUTC());
  }

  S3DoorFixture(ObjectStores stores) {
    this(stores, Clock.systemUTC());
  }

  S3DoorFixture(ObjectStores stores, Clock clock) {
    this(stores, clock, Duration.ofSeconds(10));
  }

  S3DoorFixture(ObjectStores stores, Clock clock, Duration patience) {
    var config = new S3DoorConfig("127.0.0.1", 0, "us-east-1", patience);
    var credentials = new CredentialVendor(KEYS, clock, Duration.ofHours(1));
    door = S3Door.start(config, stores, credentials, clock);
    owned.add(door);
  }

  /** Stores of directories that are named like their buckets. */
  static ObjectStores stores(Path directory) {
    Map<String, String> roots =
        Map.of(
            "lab", LocalFileIO.locationOf(directory.resolve("lab")),
            "other", LocalFileIO.locationOf(directory.resolve("other")));
    return new RootedObjectStores(BucketRoots.of(roots));
  }

  static VendedCredentials vend(S3Grant grant) {
    return new CredentialVendor(KEYS, Clock.systemUTC(), Duration.ofHours(1)).vend(grant);
  }

  URI uri() {
    return door.address();
  }

  S3Client client(S3Grant grant) {
    return client(vend(grant), builder -> {});
  }

  S3Client client(VendedCredentials credentials, Consumer<S3ClientBuilder> settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .endpointOverride(uri())
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(provider(credentials))
            .httpClientBuilder(Apache5HttpClient.builder().maxConnections(32));
    settings.accept(builder);
    S3Client client = builder.build();
    owned.add(client);
    return client;
  }

  static StaticCredentialsProvider provider(VendedCredentials credentials) {
    return StaticCredentialsProvider.create(
        AwsSessionCredentials.create(
            credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()));
  }

  @Override
  public void close() throws Exception {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
  }
}
