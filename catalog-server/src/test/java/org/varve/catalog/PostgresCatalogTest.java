// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own tests of a catalog. */
class PostgresCatalogTest extends CatalogTests<PostgresCatalog> {
  private static Database database;

  private final InMemoryFileIO io = new InMemoryFileIO();
  private PostgresCatalog catalog;

  @BeforeAll
  static void open() {
    database = Database.open(TestDatabase.create());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void start() {
    TestDatabase.clear(database);
    catalog = initCatalog("varve", Map.of());
  }

  @Override
  protected PostgresCatalog catalog() {
    return catalog;
  }

  @Override
  protected PostgresCatalog initCatalog(String name, Map<String, String> additionalProperties) {
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.TABLE_DEFAULT_PREFIX + "default-key1", "catalog-default-key1");
    properties.put(CatalogProperties.TABLE_DEFAULT_PREFIX + "default-key2", "catalog-default-key2");
    properties.put(
        CatalogProperties.TABLE_DEFAULT_PREFIX + "override-key3", "catalog-default-key3");
    properties.put(
        CatalogProperties.TABLE_OVERRIDE_PREFIX + "override-key3", "catalog-override-key3");
    properties.put(
        CatalogProperties.TABLE_OVERRIDE_PREFIX + "override-key4", "catalog-override-key4");
    properties.putAll(additionalProperties);
    return new PostgresCatalog(
        database,
        new BucketStore(database, "memory://warehouse"),
        new InMemoryFileIO(),
        properties);
  }

  @Override
  protected boolean supportsNestedNamespaces() {
    return true;
  }

  @Override
  protected boolean requiresNamespaceCreate() {
    return true;
  }

  /** Iceberg's own moves a file of the local file system, where these locations are not. */
  @Override
  @Test
  public void testLoadTableWithMissingMetadataFile(@TempDir Path unused) {
    catalog.createNamespace(NS);
    catalog.createTable(TABLE, SCHEMA);
    String location =
        ((HasTableOperations) catalog.loadTable(TABLE))
            .operations()
            .current()
            .metadataFileLocation();
    io.deleteFile(location);

    PostgresCatalog another = initCatalog("varve", Map.of());
    assertThatThrownBy(() -> another.loadTable(TABLE))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(location);
  }
}
