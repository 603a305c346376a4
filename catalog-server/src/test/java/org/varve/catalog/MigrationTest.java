// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A database of an earlier release goes on. */
class MigrationTest {
  private final ConnectionSettings settings = TestDatabase.create();

  private void migrateTo(String version) {
    Flyway.configure()
        .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
        .locations("classpath:org/varve/catalog/migrations")
        .schemas("varve")
        .defaultSchema("varve")
        .target(version)
        .load()
        .migrate();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void tablesFromBeforeLocationsWereKeptCanBeCommittedToAndDropped() throws SQLException {
    migrateTo("2");
    execute("INSERT INTO varve.namespaces (name, parent, level) VALUES ('lab', '{}', 'lab')");
    execute(
        "INSERT INTO public.iceberg_tables (catalog_name, table_namespace, table_name,"
            + " metadata_location, iceberg_type) VALUES ('varve', 'lab', 'reads',"
            + " 's3://warehouse/reads/metadata/00000.metadata.json', 'TABLE')");

    try (Database database = Database.open(settings)) {
      PointerStore pointers = new PointerStore();
      NamespaceStore namespaces = new NamespaceStore();
      TableIdentifier reads = TableIdentifier.of(Namespace.of("lab"), "reads");
      MetadataFacts known =
          database
              .transact(connection -> pointers.lock(connection, PointerType.TABLE, reads))
              .orElseThrow()
              .facts();
      assertThat(known).isEqualTo(new MetadataFacts("s3://warehouse/reads", "", false));

      MetadataFacts facts = new MetadataFacts("s3://warehouse/reads", "some-uuid", true);
      new Commits(database, pointers, namespaces)
          .commit(
              Origin.SERVER,
              new PointerChange(
                  reads,
                  PointerType.TABLE,
                  "s3://warehouse/reads/metadata/00000.metadata.json",
                  "s3://warehouse/reads/metadata/00001.metadata.json",
                  facts));

      assertThat(
              database
                  .transact(connection -> pointers.lock(connection, PointerType.TABLE, reads))
                  .orElseThrow()
                  .facts())
          .isEqualTo(facts);
    }
  }
}
