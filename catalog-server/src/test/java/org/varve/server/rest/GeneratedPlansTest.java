// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server plans what Iceberg's client plans by itself, whatever a table has been through. */
@Shows("PLAN_SCAN")
class GeneratedPlansTest {
  private static final int TABLES = 200;
  private static final long SEED = 20_261_120L;

  @TempDir private static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RESTCatalog catalog(String planningMode) {
    RESTCatalog catalog = new RESTCatalog();
    catalog.initialize(
        "varve",
        new HashMap<>(
            Map.of(
                CatalogProperties.URI,
                server.uri(),
                "scan-planning-mode",
                planningMode,
                "rest-metrics-reporting-enabled",
                "false")));
    return catalog;
  }

  @Test
  void bothPlanTheSameTasksOfEveryTable() throws Exception {
    int planned = 0;
    int deletes = 0;
    try (RESTCatalog here = catalog("client");
        RESTCatalog there = catalog("server")) {
      here.createNamespace(Namespace.of("lab"));
      for (int number = 0; number < TABLES; number++) {
        TableIdentifier identifier = TableIdentifier.of("lab", "table" + number);
        GeneratedTable generated =
            GeneratedTable.create(server.catalog(), identifier, new Random(SEED + number));
        Table ours = here.loadTable(identifier);
        Table servers = there.loadTable(identifier);
        for (UnaryOperator<TableScan> scan : scans(generated)) {
          List<String> expected = tasks(scan.apply(ours.newScan()));

          assertThat(tasks(scan.apply(servers.newScan())))
              .as("table %s, %s", number, scan.apply(ours.newScan()))
              .isEqualTo(expected);
          planned += expected.size();
          deletes += (int) expected.stream().filter(task -> !task.endsWith("[]")).count();
        }
      }
    }
    // The generator did what it is for.
    assertThat(planned).isGreaterThan(10 * TABLES);
    assertThat(deletes).isGreaterThan(TABLES);
  }

  private static List<UnaryOperator<TableScan>> scans(GeneratedTable table) {
    Expression filter = table.filter();
    Expression another = table.filter();
    long snapshot = table.snapshot();
    String ref = table.ref();
    return List.of(
        scan -> scan,
        scan -> scan.filter(filter),
        scan -> scan.useSnapshot(snapshot).filter(another),
        scan -> scan.useRef(ref).select("id", "lane"));
  }

  private static List<String> tasks(TableScan scan) throws Exception {
    try (var tasks = scan.planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(GeneratedPlansTest::describe)
          .sorted()
          .toList();
    }
  }

  /** Which rows a task reads: a file, what is left to check of the filter, and its deletes. */
  private static String describe(FileScanTask task) {
    return String.join(
        " ",
        task.file().location(),
        Integer.toString(task.file().specId()),
        Long.toString(task.start()),
        Long.toString(task.length()),
        task.residual().toString(),
        new TreeSet<>(task.deletes().stream().map(DeleteFile::location).toList()).toString());
  }
}
