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
import org.varve.bench.RestConnection.Reply;
import org.varve.catalog.EmbeddedDatabase;

/**
 * The Iceberg REST catalog against Iceberg's own fixture over JdbcCatalog: two processes with the
 * same heap on one PostgreSQL, the same tables, the same client, one after the other in turns. CPU
 * is that of the server process.
 */
final class RestBenchmark implements Benchmark {
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 3;
  private static final int WARMUP_TURNS = 4;
  private static final int MANY_SNAPSHOTS = 10_000;
  private static final int FEW_SNAPSHOTS = 100;

  /** What maintenance leaves of a table's snapshots. */
  private static final int KEPT_SNAPSHOTS = 500;

  private final List<Row> rows = new ArrayList<>();

  @Override
  public List<Row> run(boolean all) throws Exception {
    Path directory = Files.createTempDirectory("varve-bench");
    try (EmbeddedDatabase postgres = EmbeddedDatabase.start(directory.resolve("postgres"));
        RestServer varve = withNamespace(startVarve(directory, postgres));
        // The fixture works in the tables that Varve has made by then.
        RestServer fixture = withNamespace(startFixture(directory, postgres))) {
      Pair servers = new Pair(varve, fixture, Duration.ofSeconds(all ? 4 : 2));
      loads(servers);
      commits(servers);
      manySnapshots(servers);
      manyTables(varve, all ? 10_000 : 1_000);
    } finally {
      delete(directory);
    }
    return rows;
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

  private void loads(Pair servers) throws Exception {
    Duel duel =
        servers.duel(
            server -> {
              List<Getter> clients = new ArrayList<>();
              for (int i = 0; i < CLIENTS; i++) {
                RestConnection connection = server.connect();
                String path = RestTable.create(connection, "load_" + i).path();
                clients.add(new Getter(connection, path, Map.of(), 200));
              }
              return clients;
            });
    add(duel.rate("loadTable, 8 clients, 20 columns", "loads/s").withLeastRatio(3));
    add(duel.cpu("loadTable, 8 clients, CPU").withLeastRatio(2));
  }

  private void commits(Pair servers) throws Exception {
    add(
        servers
            .race(200, (server, turn) -> List.of(appender(server, "single" + turn, Makes.TABLE)))
            .duration("append commit, 1 client")
            .withLeastRatio(1.5));
    add(
        servers
            .race(
                100 * CLIENTS,
                (server, turn) -> {
                  List<Appender> clients = new ArrayList<>();
                  for (int i = 0; i < CLIENTS; i++) {
                    clients.add(appender(server, "own" + turn + "_" + i, Makes.TABLE));
                  }
                  return clients;
                })
            .rate("commits, 8 writers on 8 tables", "commits/s")
            .withLeastRatio(2));
    add(
        servers
            .race(
                200,
                (server, turn) -> {
                  List<Appender> clients = new ArrayList<>();
                  for (int i = 0; i < CLIENTS; i++) {
                    clients.add(
                        appender(server, "hot" + turn, i == 0 ? Makes.TABLE : Makes.NOTHING));
                  }
                  return clients;
                })
            .rate("commits, 8 writers on one hot table", "commits/s")
            .withLeastRatio(3));
  }

  private static Appender appender(RestServer server, String table, Makes makes)
      throws IOException {
    return new Appender(server.connect(), table, makes);
  }

  private void manySnapshots(Pair servers) throws Exception {
    // Connections that nobody uses for a while are closed by the servers.
    String path = createLong(servers.varve());
    createLong(servers.fixture());
    add(servers.long200(path, "all").withLeastRatio(10));
    add(servers.long200(path + "?snapshots=refs", "refs").withLeastRatio(15));
    add(servers.long304(path).withLeastRatio(15));
    add(doomed(servers.varve()));
    commitsAmongMany(servers.varve());
  }

  private static String createLong(RestServer server) throws IOException {
    try (RestConnection connection = server.connect()) {
      RestTable table = RestTable.create(connection, "long");
      table.append(MANY_SNAPSHOTS);
      return table.path();
    }
  }

  private static Row doomed(RestServer server) throws Exception {
    try (RestConnection connection = server.connect()) {
      RestTable overtaken = RestTable.open(connection, "long");
      RestTable.open(connection, "long").append();
      Load.Client doomed = () -> !overtaken.append();
      Load.times(server, 50, doomed);
      Load load = Load.times(server, 200, doomed);
      return Row.plain(
              "a doomed commit, " + MANY_SNAPSHOTS + " snapshots, CPU",
              load.serverCpuMillis(),
              "ms",
              load.cost())
          .withMostValue(2);
    }
  }

  private void commitsAmongMany(RestServer server) throws Exception {
    try (RestConnection connection = server.connect()) {
      RestTable few = RestTable.create(connection, "short");
      few.append(FEW_SNAPSHOTS);
      RestTable maintained = RestTable.create(connection, "maintained");
      maintained.append(MANY_SNAPSHOTS);
      maintained.expireAllBut(MANY_SNAPSHOTS, KEPT_SNAPSHOTS);
      double amongFew = commitMillis(server, few);
      double amongKept = commitMillis(server, maintained);
      double amongMany = commitMillis(server, RestTable.open(connection, "long"));
      add(
          Row.plain(
              "commit at " + MANY_SNAPSHOTS + " snapshots, not maintained",
              amongMany / amongFew,
              "x of 100",
              Cost.UNKNOWN));
      add(
          Row.plain(
                  "commit after " + MANY_SNAPSHOTS + ", " + KEPT_SNAPSHOTS + " kept",
                  amongKept / amongFew,
                  "x of 100",
                  Cost.UNKNOWN)
              .withMostValue(1.3));
    }
  }

  private static double commitMillis(RestServer server, RestTable table) throws Exception {
    Load.times(server, 10, table::append);
    return Load.times(server, 40, table::append).medianMillis();
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

  private enum Makes {
    TABLE,
    NOTHING
  }

  /** Asks for the same thing again and again. */
  private record Getter(
      RestConnection connection, String path, Map<String, String> headers, int expected)
      implements Load.Client {
    @Override
    public boolean run() throws IOException {
      connection.get(path, headers).expect(expected);
      return true;
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /** Appends to a table; after a lost race it looks at the table again. */
  private static final class Appender implements Load.Client {
    private final RestConnection connection;
    private final RestTable table;

    Appender(RestConnection connection, String name, Makes makes) throws IOException {
      this.connection = connection;
      this.table =
          makes == Makes.TABLE
              ? RestTable.create(connection, name)
              : RestTable.open(connection, name);
    }

    @Override
    public boolean run() throws IOException {
      boolean won = table.append();
      if (!won) {
        table.refresh();
      }
      return won;
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /** Makes the clients of one server. */
  private interface Clients {
    List<? extends Load.Client> of(RestServer server) throws Exception;
  }

  /** Makes the clients of one server for one turn. */
  private interface Racers {
    List<? extends Load.Client> of(RestServer server, int turn) throws Exception;
  }

  /** The servers that are compared. */
  private static final class Pair {
    private final RestServer varve;
    private final RestServer fixture;
    private final Duration turn;

    Pair(RestServer varve, RestServer fixture, Duration turn) {
      this.varve = varve;
      this.fixture = fixture;
      this.turn = turn;
    }

    RestServer varve() {
      return varve;
    }

    RestServer fixture() {
      return fixture;
    }

    Row long200(String path, String mode) throws Exception {
      return duel(server -> List.of(new Getter(server.connect(), path, Map.of(), 200)))
          .duration("loadTable, " + MANY_SNAPSHOTS + " snapshots, " + mode);
    }

    Row long304(String path) throws Exception {
      return duel(server -> {
            RestConnection connection = server.connect();
            Reply first = connection.get(path, Map.of()).expect(200);
            return List.of(
                new Getter(connection, path, Map.of("If-None-Match", first.header("etag")), 304));
          })
          .duration("loadTable, " + MANY_SNAPSHOTS + " snapshots, 304");
    }

    /**
     * Lets both do the same number of operations in turns, with new tables in each, because what a
     * commit costs follows what a table has been through. The first turns are the warm-up.
     */
    Duel race(int runs, Racers clients) throws Exception {
      List<Load> our = new ArrayList<>();
      List<Load> their = new ArrayList<>();
      for (int turn = 0; turn < WARMUP_TURNS + ROUNDS; turn++) {
        our.add(race(varve, runs, clients.of(varve, turn)));
        their.add(race(fixture, runs, clients.of(fixture, turn)));
      }
      return new Duel(
          Load.median(our.subList(WARMUP_TURNS, our.size())),
          Load.median(their.subList(WARMUP_TURNS, their.size())));
    }

    private static Load race(RestServer server, int runs, List<? extends Load.Client> clients)
        throws Exception {
      Load load = Load.times(server, runs, clients);
      for (Load.Client client : clients) {
        client.close();
      }
      return load;
    }

    /** Lets both serve in turns after a warm-up, each with clients of its own. */
    Duel duel(Clients clients) throws Exception {
      List<? extends Load.Client> ours = clients.of(varve);
      List<? extends Load.Client> theirs = clients.of(fixture);
      Load.during(varve, ours, turn.multipliedBy(WARMUP_TURNS));
      Load.during(fixture, theirs, turn.multipliedBy(WARMUP_TURNS));
      List<Load> our = new ArrayList<>();
      List<Load> their = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        our.add(Load.during(varve, ours, turn));
        their.add(Load.during(fixture, theirs, turn));
      }
      for (Load.Client client : ours) {
        client.close();
      }
      for (Load.Client client : theirs) {
        client.close();
      }
      return new Duel(Load.median(our), Load.median(their));
    }
  }

  /** What both did. */
  private record Duel(Load varve, Load fixture) {
    private static final String BASELINE = "Iceberg's REST fixture";

    Row rate(String name, String unit) {
      return Row.rate(name, varve.rate(), unit, BASELINE, fixture.rate(), varve.cost());
    }

    Row duration(String name) {
      return Row.duration(
          name, varve.medianMillis(), BASELINE, fixture.medianMillis(), varve.cost());
    }

    Row cpu(String name) {
      return Row.duration(
          name, varve.serverCpuMillis(), BASELINE, fixture.serverCpuMillis(), varve.cost());
    }
  }
}
