// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Listings of many names come in pages, each of which reads as many rows as it has names. */
class ListingTest {
  private static final int NAMES = 10_000;
  private static final Namespace LAB = Namespace.of("lab");

  private static Database database;
  private static CatalogStore store;

  @BeforeAll
  static void createNames() {
    database = Database.open(TestDatabase.create());
    store =
        new PostgresCatalog(
                database,
                new BucketStore(database, "memory://warehouse"),
                new InMemoryFileIO(),
                Map.of())
            .store();
    database.transact(
        connection -> {
          Sql.update(
              connection,
              "INSERT INTO varve.namespaces (name, parent, level) VALUES ('lab', '{}', 'lab')");
          Sql.update(
              connection,
              "INSERT INTO varve.namespaces (name, parent, level)"
                  + " SELECT 'lab.n' || i, '{lab}', 'n' || i FROM generate_series(1, ?) AS i",
              NAMES);
          return Sql.update(
              connection,
              "INSERT INTO public.iceberg_tables (catalog_name, table_namespace, table_name,"
                  + " metadata_location, iceberg_type) SELECT ?, 'lab', 't' || i,"
                  + " 's3://warehouse/t' || i || '/metadata/0.metadata.json', 'TABLE'"
                  + " FROM generate_series(1, ?) AS i",
              PostgresCatalog.NAME,
              NAMES);
        });
    database.transact(
        connection -> {
          Sql.update(connection, "ANALYZE varve.namespaces");
          return Sql.update(connection, "ANALYZE public.iceberg_tables");
        });
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** All names, in pages of a thousand. */
  private static <T> List<String> page(Function<String, List<T>> next, Function<T, String> name) {
    List<String> names = new ArrayList<>();
    List<T> page = next.apply("");
    while (!page.isEmpty()) {
      page.forEach(each -> names.add(name.apply(each)));
      page = next.apply(names.get(names.size() - 1));
    }
    return names;
  }

  @Test
  void everyTableIsOnOnePage() {
    List<String> names =
        page(
            after -> store.read(each -> each.list(PointerType.TABLE, LAB, after, 1_000)),
            TableIdentifier::name);

    assertThat(names).hasSize(NAMES).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void everyNamespaceIsOnOnePage() {
    List<String> names =
        page(
            after -> store.read(each -> each.listNamespaces(LAB, after, 1_000)),
            namespace -> namespace.level(1));

    assertThat(names).hasSize(NAMES).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aPageReadsAnIndexFromWhereItBegins() {
    assertThat(plan(PointerStore.LIST, "lab", "TABLE", "t5", 100))
        .contains("Index")
        .contains("rows=100 ")
        .doesNotContain("Seq Scan", "Sort");
    assertThat(plan(NamespaceStore.LIST, new String[] {"lab"}, "n5", 100))
        .contains("Index")
        .contains("rows=100 ")
        .doesNotContain("Seq Scan", "Sort");
  }

  private static String plan(String query, Object... arguments) {
    List<String> lines =
        database.transact(
            connection ->
                Sql.query(connection, "EXPLAIN (ANALYZE, TIMING OFF) " + query, arguments)
                    .list(row -> row.text(1)));
    return String.join("\n", lines);
  }
}
