// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.varve.catalog.EmbeddedDatabase;

/**
 * The Iceberg REST catalog against Iceberg's own fixture over JdbcCatalog: two processes with the
 * same heap on one PostgreSQL, the same tables, the same client, one after the other in turns. The
 * client speaks HTTP and nothing else: it writes no files, and looks into few answers. CPU is that
 * of the server process.
 */
final class RestBenchmark implements Benchmark {
  private static final int CLIENTS = 8;

  private final List<Row> rows = new ArrayList<>();

  @Override
  public List<Row> run(Scope scope) throws Exception {
    Path directory = Files.createTempDirectory("varve-bench");
    try (EmbeddedDatabase postgres = EmbeddedDatabase.start(directory.resolve("postgres"));
        RestServer varve = withNamespace(startVarve(directory, postgres));
        // The fixture works in the tables that Varve has made by then.
        RestServer fixture = withNamespace(startFixture(directory, postgres))) {
      run(new RestPair(varve, fixture, Duration.ofSeconds(scope.all() ? 4 : 2)), scope);
    } finally {
      delete(directory);
    }
    return rows;
  }

  private void run(RestPair servers, Scope scope) throws Exception {
    if (scope.includes("loads")) {
      loads(servers);
    }
    if (scope.includes("single")) {
      single(servers);
    }
    if (scope.includes("writers")) {
      writers(servers);
    }
    if (scope.includes("hot")) {
      hot(servers);
    }
    if (scope.includes("snapshots")) {
      new RestSnapshots(servers).run().forEach(this::add);
    }
    if (scope.includes("tables")) {
      manyTables(servers.varve(), scope.all() ? 10_000 : 1_000);
    }
  }

  /** A figure is told as soon as it is there: all of them take minutes. */
  private void add(Row row) {
    rows.add(row);
    System.err.println(row.toJson());
  }

  private static RestServer startVarve(Path directory, EmbeddedDatabase postgres)
      throws IOException {
    return RestServer.startVarve(directory.resolve("varve"), postgres.settings());
  }

  private static RestServer startFixture(Path directory, EmbeddedDatabase postgres)
      throws IOException {
    return RestServer.startFixture(directory.resolve("fixture"), postgres.settings());
  }

  private static RestServer withNamespace(RestServer server) throws IOException {
    try (RestConnection connection = server.connect()) {
      RestTable.createNamespace(connection);
    }
    return server;
  }

  private void loads(RestPair servers) throws Exception {
    RestDuel duel =
        servers.duel(
            server -> {
              List<RestGetter> clients = new ArrayList<>();
              for (int i = 0; i < CLIENTS; i++) {
                RestConnection connection = server.connect();
                String path = RestTable.create(connection, "load_" + i).path();
                clients.add(new RestGetter(connection, path, Map.of(), 200));
              }
              return clients;
            });
    add(duel.rate("loadTable, 8 clients, 20 columns", "loads/s").withLeastRatio(3));
    add(duel.cpu("loadTable, 8 clients, CPU").withLeastRatio(2));
  }

  private void single(RestPair servers) throws Exception {
    add(
        servers
            .race(200, (server, race) -> List.of(RestAppender.create(server, "single" + race)))
            .duration("append commit, 1 client")
            .withLeastRatio(1.5));
  }

  private void writers(RestPair servers) throws Exception {
    RestDuel duel =
        servers.race(
            100 * CLIENTS,
            (server, race) -> {
              List<RestAppender> clients = new ArrayList<>();
              for (int i = 0; i < CLIENTS; i++) {
                clients.add(RestAppender.create(server, "own" + race + "_" + i));
              }
              return clients;
            });
    add(duel.rate("commits, 8 writers on 8 tables", "commits/s").withLeastRatio(2));
    add(duel.cpu("commits, 8 writers on 8 tables, CPU"));
  }

  private void hot(RestPair servers) throws Exception {
    RestDuel duel =
        servers.race(
            200,
            (server, race) -> {
              String table = "hot" + race;
              List<RestAppender> clients = new ArrayList<>();
              clients.add(RestAppender.create(server, table));
              while (clients.size() < CLIENTS) {
                clients.add(RestAppender.open(server, table));
              }
              return clients;
            });
    add(duel.rate("commits, 8 writers on one hot table", "commits/s").withLeastRatio(3));
    add(duel.cpu("commits, 8 writers on one hot table, CPU"));
  }

  /** Loads every table once, plain and compressed: what is kept of them must not add up. */
  private void manyTables(RestServer varve, int tables) throws Exception {
    try (RestConnection connection = varve.connect()) {
      int failures = 0;
      for (int i = 0; i < tables; i++) {
        String path = RestTable.create(connection, "many_" + i).path();
        failures += connection.get(path, Map.of()).status() == 200 ? 0 : 1;
      }
      for (int i = 0; i < tables; i++) {
        String path = "/v1/namespaces/bench/tables/many_" + i + "?snapshots=refs";
        failures += connection.get(path, Map.of()).status() == 200 ? 0 : 1;
      }
      String name = tables + " tables loaded in turn with -Xmx512m";
      add(
          Row.plain(name + ", failures", failures + (varve.isAlive() ? 0 : 1), "", Cost.UNKNOWN)
              .withMostValue(0));
      add(Row.plain(name + ", resident", varve.peakMebibytes(), "MiB", Cost.UNKNOWN));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
