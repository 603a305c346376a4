// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.view.ViewCatalogTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Iceberg's own tests of a catalog of views. */
class PostgresViewCatalogTest extends ViewCatalogTests<PostgresCatalog> {
  private static Database database;

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
    catalog =
        new PostgresCatalog(
            database,
            new BucketStore(database, "memory://warehouse"),
            new InMemoryFileIO(),
            Map.of(
                CatalogProperties.VIEW_DEFAULT_PREFIX + "key1", "catalog-default-key1",
                CatalogProperties.VIEW_DEFAULT_PREFIX + "key2", "catalog-default-key2",
                CatalogProperties.VIEW_DEFAULT_PREFIX + "key3", "catalog-default-key3",
                CatalogProperties.VIEW_OVERRIDE_PREFIX + "key3", "catalog-override-key3",
                CatalogProperties.VIEW_OVERRIDE_PREFIX + "key4", "catalog-override-key4"));
  }

  @Override
  protected PostgresCatalog catalog() {
    return catalog;
  }

  @Override
  protected Catalog tableCatalog() {
    return catalog;
  }

  @Override
  protected boolean requiresNamespaceCreate() {
    return true;
  }
}
