// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.rest.Shows;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** Iceberg's own signer, which holds no credentials, against both doors. */
@Shows("SIGN_REQUEST")
class RemoteSigningIT {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @TempDir private static Path directory;
  private static CatalogServer server;
  private static RESTCatalog catalog;
  private static Table reads;
  private static Table runs;

  @BeforeAll
  static void start() {
    server = TestServers.start(directory);
    catalog = new RESTCatalog();
    catalog.initialize("varve", clientProperties());
    catalog.createNamespace(Namespace.of("lab"));
    reads = catalog.createTable(TableIdentifier.of("lab", "reads"), SCHEMA);
    runs = catalog.createTable(TableIdentifier.of("lab", "runs"), SCHEMA);
  }

  @AfterAll
  static void stop() throws Exception {
    catalog.close();
    server.close();
  }

  private static Map<String, String> clientProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", server.address() + "/iceberg");
    properties.put("io-impl", "org.apache.iceberg.inmemory.InMemoryFileIO");
    properties.put("header.X-Iceberg-Access-Delegation", "remote-signing");
    return properties;
  }

  /** As S3FileIO makes it of what the table's load said. */
  private static S3Client client(Table table) {
    Map<String, String> config = new HashMap<>(table.io().properties());
    config.putIfAbsent("rest.remote-signing.endpoint", config.get("s3.signer.endpoint"));
    S3FileIOProperties properties = new S3FileIOProperties(config);
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.get("client.region")))
            .credentialsProvider(AnonymousCredentialsProvider.create());
    properties.applyEndpointConfigurations(builder);
    properties.applyServiceConfigurations(builder);
    properties.applySignerConfiguration(builder);
    return builder.build();
  }

  private static String key(Table table, String name) {
    return URI.create(table.location()).getPath().substring(1) + "/" + name;
  }

  @Test
  void aClientThatAsksForSigningIsGivenNoCredentials() {
    assertThat(reads.io().properties())
        .containsEntry("s3.remote-signing-enabled", "true")
        .containsEntry("s3.signer.endpoint", "v1/namespaces/lab/tables/reads/sign")
        .doesNotContainKeys("s3.access-key-id", "s3.secret-access-key", "s3.session-token");
  }

  @Test
  void signedRequestsReadWriteListAndDeleteTheFilesOfTheTable() {
    try (S3Client s3 = client(reads)) {
      String odd = key(reads, "data/with space+plus%/ä.bin");
      for (String key : List.of(key(reads, "data/1"), odd)) {
        s3.putObject(r -> r.bucket("warehouse").key(key), RequestBody.fromString("content"));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("warehouse").key(key)).asUtf8String())
            .isEqualTo("content");
        assertThat(
                s3.getObjectAsBytes(r -> r.bucket("warehouse").key(key).range("bytes=3-4"))
                    .asUtf8String())
            .isEqualTo("te");
        assertThat(s3.headObject(r -> r.bucket("warehouse").key(key)).contentLength()).isEqualTo(7);
      }
      assertThat(
              s3.listObjectsV2(r -> r.bucket("warehouse").prefix(key(reads, "data/"))).contents())
          .hasSize(2);
      ObjectIdentifier gone = ObjectIdentifier.builder().key(odd).build();
      s3.deleteObjects(r -> r.bucket("warehouse").delete(Delete.builder().objects(gone).build()));
      assertThat(
              s3.listObjectsV2(r -> r.bucket("warehouse").prefix(key(reads, "data/"))).contents())
          .hasSize(1);
    }
  }

  @Test
  void aRequestForFilesOfAnotherTableIsNotSigned() {
    try (S3Client s3 = client(reads)) {
      assertThatThrownBy(
              () ->
                  s3.putObject(
                      r -> r.bucket("warehouse").key(key(runs, "data/1")),
                      RequestBody.fromString("content")))
          .isInstanceOf(ForbiddenException.class)
          .hasMessageContaining(
              "Cannot sign request: it is not about the files of the table: /warehouse/"
                  + key(runs, "data/1"));
    }
  }
}
