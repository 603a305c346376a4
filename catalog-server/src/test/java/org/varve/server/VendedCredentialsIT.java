// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a client that loads a table can do with what it is told. */
class VendedCredentialsIT {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @TempDir private Path directory;

  @Test
  void theCredentialsOfATableOpenItsFilesAndNoOthers() throws Exception {
    try (CatalogServer server = TestServers.start(directory);
        RESTCatalog catalog = connect(server.address())) {
      catalog.createNamespace(Namespace.of("lab"));
      Table reads = catalog.createTable(TableIdentifier.of("lab", "reads"), SCHEMA);
      Table runs = catalog.createTable(TableIdentifier.of("lab", "runs"), SCHEMA);

      try (S3Client s3 = VendedS3.client(reads.io().properties())) {
        String own = key(reads) + "/data/1";
        s3.putObject(r -> r.bucket("warehouse").key(own), RequestBody.fromString("content"));

        assertThat(s3.getObjectAsBytes(r -> r.bucket("warehouse").key(own)).asUtf8String())
            .isEqualTo("content");
        assertThatThrownBy(
                () ->
                    s3.putObject(
                        r -> r.bucket("warehouse").key(key(runs) + "/data/1"),
                        RequestBody.fromString("content")))
            .isInstanceOfSatisfying(
                S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
      }
    }
  }

  private static RESTCatalog connect(URI address) {
    RESTCatalog catalog = new RESTCatalog();
    catalog.initialize(
        "varve",
        new java.util.HashMap<>(
            Map.of(
                "uri",
                address + "/iceberg",
                "io-impl",
                "org.apache.iceberg.inmemory.InMemoryFileIO")));
    return catalog;
  }

  private static String key(Table table) {
    return table.location().substring("s3://warehouse/".length());
  }
}
