// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.varve.server.rest.FileAccess.Grant;
import org.varve.server.rest.FileAccess.Mode;
import org.varve.server.rest.FileAccess.TableFiles;
import org.varve.server.s3.CredentialVendor;
import org.varve.server.s3.S3ClientProperties;
import org.varve.server.s3.SigningKeys;

class VendedFileAccessTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final TableFiles READS =
      new TableFiles(
          TableIdentifier.of(Namespace.of("lab", "a/b"), "reads"),
          "s3://warehouse/reads-1",
          Mode.READ_WRITE);

  private static VendedFileAccess access(Instant now) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    SigningKeys keys = SigningKeys.parse("k1:" + "A".repeat(43) + "=");
    return new VendedFileAccess(
        new S3ClientProperties(URI.create("http://127.0.0.1:8182"), "us-east-1"),
        new CredentialVendor(keys, clock, HOUR),
        "ada#zone",
        HOUR,
        clock);
  }

  @Test
  void theKeysAreInTheConfigAndOnceInTheCredentialsForTheTablesLocation() {
    Grant grant = access(NOON).grant(READS);

    assertThat(grant.config())
        .containsEntry("s3.endpoint", "http://127.0.0.1:8182")
        .containsEntry("s3.path-style-access", "true")
        .containsEntry("client.region", "us-east-1")
        .containsKeys("s3.access-key-id", "s3.secret-access-key", "s3.session-token")
        .containsEntry(
            "s3.session-token-expires-at-ms", Long.toString(NOON.plus(HOUR).toEpochMilli()));
    assertThat(grant.credentials()).hasSize(1);
    assertThat(grant.credentials().get(0).prefix()).isEqualTo("s3://warehouse/reads-1");
    assertThat(grant.credentials().get(0).config()).isEqualTo(grant.config());
  }

  @Test
  void clientsKeepManifestsUnlessTheyAreToldOtherwise() {
    VendedFileAccess access = access(NOON);

    assertThat(access.defaults())
        .containsOnly(
            Map.entry("s3.endpoint", "http://127.0.0.1:8182"),
            Map.entry("s3.path-style-access", "true"),
            Map.entry("client.region", "us-east-1"),
            Map.entry("io.manifest.cache-enabled", "true"));
    // What is said for a table outweighs the client's own settings.
    assertThat(access.grant(READS).config()).doesNotContainKey("io.manifest.cache-enabled");
  }

  @Test
  void clientsAreToldWhereToRenewThem() {
    assertThat(access(NOON).grant(READS).config())
        .containsEntry(
            "client.refresh-credentials-endpoint",
            "v1/namespaces/lab%1Fa%2Fb/tables/reads/credentials")
        .containsEntry("credentials.uri", "v1/namespaces/lab%1Fa%2Fb/tables/reads/credentials");
  }

  @Test
  void anEpochIsHalfOfTheCredentialsLife() {
    assertThat(access(NOON.plus(Duration.ofMinutes(29))).epoch()).isEqualTo(access(NOON).epoch());
    assertThat(access(NOON.plus(Duration.ofMinutes(30))).epoch())
        .isEqualTo(access(NOON).epoch() + 1);
  }

  @Test
  void filesInNoBucketNeedNoCredentials() {
    Grant grant =
        access(NOON).grant(new TableFiles(READS.identifier(), "file:/srv/reads", Mode.READ));

    assertThat(grant.config()).isEmpty();
    assertThat(grant.credentials()).isEmpty();
  }

  @Test
  void aGrantShowsNoSecret() {
    assertThat(access(NOON).grant(READS)).hasToString("Grant[credentials=1]");
  }
}
