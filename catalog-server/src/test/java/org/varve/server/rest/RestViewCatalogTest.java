// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.view.ViewCatalogTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own tests of views, through Iceberg's own client. */
@Shows({
  "CREATE_VIEW",
  "DROP_VIEW",
  "LIST_VIEWS",
  "LOAD_VIEW",
  "REGISTER_VIEW",
  "RENAME_VIEW",
  "REPLACE_VIEW",
  "VIEW_EXISTS"
})
class RestViewCatalogTest extends ViewCatalogTests<RESTCatalog> {
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
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.URI, server.uri());
    properties.put("rest.client.max-retries", "1");
    properties.put(CatalogProperties.VIEW_DEFAULT_PREFIX + "key1", "catalog-default-key1");
    properties.put(CatalogProperties.VIEW_DEFAULT_PREFIX + "key2", "catalog-default-key2");
    properties.put(CatalogProperties.VIEW_DEFAULT_PREFIX + "key3", "catalog-default-key3");
    properties.put(CatalogProperties.VIEW_OVERRIDE_PREFIX + "key3", "catalog-override-key3");
    properties.put(CatalogProperties.VIEW_OVERRIDE_PREFIX + "key4", "catalog-override-key4");
    catalog = new RESTCatalog();
    catalog.initialize("varve", properties);
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
  protected Catalog tableCatalog() {
    return catalog;
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
}
