// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Iceberg's JdbcCatalog, with a login that may only read, sees what is in our catalog. */
class JdbcCatalogReaderTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private final InMemoryFileIO io = new InMemoryFileIO();

  @Test
  void readsOurTablesAndChangesNothing() throws Exception {
    ConnectionSettings settings = TestDatabase.create();
    try (Database database = Database.open(settings);
        JdbcCatalog reader = reader(database, settings)) {
      PostgresCatalog catalog =
          new PostgresCatalog(
              database, new BucketStore(database, "memory://warehouse"), io, Map.of());
      catalog.createNamespace(Namespace.of("lab"));
      catalog.createNamespace(Namespace.of("lab", "runs"), Map.of("owner", "alice"));
      catalog.createNamespace(Namespace.of("a.b"));
      TableIdentifier reads = TableIdentifier.of("lab", "runs", "reads");
      catalog.createTable(reads, SCHEMA);

      assertThat(reader.loadTable(reads).location())
          .isEqualTo(catalog.loadTable(reads).location())
          .startsWith("s3://warehouse/reads-");
      assertThat(reader.listTables(Namespace.of("lab", "runs"))).containsExactly(reads);
      assertThat(reader.listNamespaces(Namespace.of("lab")))
          .containsExactly(Namespace.of("lab", "runs"));
      assertThat(reader.loadNamespaceMetadata(Namespace.of("lab", "runs")))
          .containsEntry("owner", "alice");
      assertThat(reader.namespaceExists(Namespace.of("a", "b"))).isFalse();
      assertThatThrownBy(() -> reader.dropTable(reads, false))
          .rootCause()
          .hasMessageContaining("permission denied");
      assertThat(catalog.tableExists(reads)).isTrue();
    }
  }

  private JdbcCatalog reader(Database database, ConnectionSettings settings) {
    database.transact(
        connection -> {
          Sql.update(connection, "DROP ROLE IF EXISTS reader");
          Sql.update(connection, "CREATE ROLE reader LOGIN PASSWORD 'read-only'");
          return Sql.update(
              connection,
              "GRANT SELECT ON public.iceberg_tables, public.iceberg_namespace_properties"
                  + " TO reader");
        });
    JdbcCatalog reader = new JdbcCatalog(ignored -> io, null, true);
    reader.initialize(
        PostgresCatalog.NAME,
        Map.of(
            CatalogProperties.URI,
            settings.jdbcUrl(),
            CatalogProperties.WAREHOUSE_LOCATION,
            "s3://warehouse",
            "jdbc.user",
            "reader",
            "jdbc.password",
            "read-only",
            "jdbc.schema-version",
            "V1"));
    return reader;
  }
}
