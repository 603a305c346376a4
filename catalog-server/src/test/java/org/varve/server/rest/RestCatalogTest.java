// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own tests of a catalog, through Iceberg's own client. */
@Shows({
  "COMMIT_TABLE",
  "CREATE_NAMESPACE",
  "CREATE_TABLE",
  "DROP_NAMESPACE",
  "DROP_TABLE",
  "GET_CONFIG",
  "LIST_NAMESPACES",
  "LIST_TABLES",
  "LOAD_NAMESPACE",
  "LOAD_TABLE",
  "NAMESPACE_EXISTS",
  "REGISTER_TABLE",
  "RENAME_TABLE",
  "TABLE_EXISTS",
  "UPDATE_NAMESPACE"
})
class RestCatalogTest extends CatalogTests<RESTCatalog> {
  @TempDir private static Path directory;
  private static TestServer server;

  private RESTCatalog catalog;

  @BeforeAll
  static void start() {
    server = TestServer.startWithExtraLocation(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    server.clear();
    catalog = initCatalog("varve", Map.of());
  }

  @AfterEach
  void disconnect() throws Exception {
    catalog.close();
  }

  @Override
  protected RESTCatalog catalog() {
    return catalog;
  }

  @Override
  protected RESTCatalog initCatalog(String name, Map<String, String> additionalProperties) {
    return connect(server.uri(), additionalProperties);
  }

  private static RESTCatalog connect(String uri, Map<String, String> additionalProperties) {
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.URI, uri);
    properties.put("rest.client.max-retries", "1");
    properties.put(CatalogProperties.TABLE_DEFAULT_PREFIX + "default-key1", "catalog-default-key1");
    properties.put(CatalogProperties.TABLE_DEFAULT_PREFIX + "default-key2", "catalog-default-key2");
    properties.put(
        CatalogProperties.TABLE_DEFAULT_PREFIX + "override-key3", "catalog-default-key3");
    properties.put(
        CatalogProperties.TABLE_OVERRIDE_PREFIX + "override-key3", "catalog-override-key3");
    properties.put(
        CatalogProperties.TABLE_OVERRIDE_PREFIX + "override-key4", "catalog-override-key4");
    properties.putAll(additionalProperties);
    RESTCatalog client = new RESTCatalog();
    client.initialize("varve", properties);
    return client;
  }

  @Override
  protected boolean supportsNestedNamespaces() {
    return true;
  }

  @Override
  protected boolean requiresNamespaceCreate() {
    return true;
  }

  @Override
  protected boolean supportsServerSideRetry() {
    return true;
  }

  @Override
  protected boolean overridesRequestedLocation() {
    return true;
  }

  @Override
  protected boolean supportsNamesWithSlashes() {
    return true;
  }

  @Override
  protected boolean supportsNamesWithDot() {
    return true;
  }

  /** Iceberg's own moves a file of the local file system, where these locations are not. */
  @Override
  @Test
  public void testLoadTableWithMissingMetadataFile(@TempDir Path unused) throws IOException {
    catalog.createNamespace(NS);
    catalog.createTable(TABLE, SCHEMA);
    String pointer =
        ((HasTableOperations) catalog.loadTable(TABLE))
            .operations()
            .current()
            .metadataFileLocation();
    server.catalog().io().deleteFile(pointer);

    TestServer replica = server.startReplica();
    try (RESTCatalog another = connect(replica.uri(), Map.of())) {
      assertThatThrownBy(() -> another.loadTable(TABLE))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Failed to open input stream for file: " + pointer);
    } finally {
      replica.stop();
    }
  }
}
