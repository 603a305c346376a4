// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.config.ConfigException;
import org.varve.server.config.ConfigSources;
import org.varve.server.config.ServerConfig;
import org.varve.server.s3.CredentialVendor;
import org.varve.server.s3.S3Access;
import org.varve.server.s3.S3Grant;
import org.varve.server.s3.SigningKeyFile;
import org.varve.server.s3.VendedCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The S3 door where the server has put it. */
class S3DoorOfTheServerIT {
  @TempDir private Path directory;

  @Test
  void theServerServesItsBucketsAndKeepsItsKey() throws Exception {
    ServerConfig config = config(Map.of());
    Files.createDirectories(config.warehouse());
    for (int start = 1; start <= 2; start++) {
      try (CatalogServer server = CatalogServer.start(config, Clock.systemUTC());
          S3Client s3 = client(server.s3Address())) {
        // The key of the first start opens the second one's door: it is the same object.
        s3.putObject(r -> r.bucket("warehouse").key("a"), RequestBody.fromString("content"));

        assertThat(s3.getObjectAsBytes(r -> r.bucket("warehouse").key("a")).asUtf8String())
            .isEqualTo("content");
      }
    }
    assertThat(config.warehouse().resolve("warehouse/a")).hasContent("content");
  }

  @Test
  void aPortThatIsTakenIsAMistakeInTheConfiguration() throws Exception {
    try (CatalogServer server = CatalogServer.start(config(Map.of()), Clock.systemUTC())) {
      int taken = server.s3Address().getPort();
      ServerConfig other =
          config(
              Map.of(
                  "s3.port", Integer.toString(taken),
                  "server.data-directory", directory.resolve("other").toString()));

      assertThatThrownBy(() -> CatalogServer.start(other, Clock.systemUTC()))
          .isInstanceOf(ConfigException.class)
          .hasMessage("Invalid s3.port: another program listens there: " + taken);
    }
  }

  private S3Client client(URI address) {
    VendedCredentials credentials =
        new CredentialVendor(
                SigningKeyFile.loadOrCreate(directory.resolve("data/s3-signing-keys")),
                Clock.systemUTC(),
                Duration.ofHours(1))
            .vend(new S3Grant("rods#zone", "warehouse", "", S3Access.READ_WRITE));
    return S3Client.builder()
        .endpointOverride(address)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    credentials.accessKeyId(),
                    credentials.secretAccessKey(),
                    credentials.sessionToken())))
        .build();
  }

  private ServerConfig config(Map<String, String> more) {
    var flags = new HashMap<String, String>();
    flags.put("server.data-directory", directory.resolve("data").toString());
    flags.put("http.port", "0");
    flags.putAll(more);
    return new ConfigSources(Optional.empty(), Map.of(), flags).load().server();
  }
}
