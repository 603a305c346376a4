// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.varve.bench.RestConnection.Reply;

/** What loads and commits cost where a table has many snapshots, or has had them. */
final class RestSnapshots {
  private static final int MANY = 10_000;
  private static final int FEW = 100;

  /** What maintenance leaves of a table's snapshots. */
  private static final int KEPT = 500;

  private static final int WARMUP_COMMITS = 100;

  /** Commits of each table in a turn: few beside the snapshots that a table has. */
  private static final int COMMITS = 10;

  private static final int TURNS = 9;

  private final RestPair servers;

  RestSnapshots(RestPair servers) {
    this.servers = servers;
  }

  List<Row> run() throws Exception {
    String path = createLong(servers.varve());
    createLong(servers.fixture());
    List<Row> rows = new ArrayList<>();
    rows.add(loads(path, "all").withLeastRatio(10));
    rows.add(loads(path + "?snapshots=refs", "refs").withLeastRatio(15));
    rows.add(unchanged(path).withLeastRatio(15));
    rows.add(doomed(servers.varve()));
    rows.addAll(commits(servers.varve()));
    return rows;
  }

  /** Connections that nobody uses for a while are closed by the servers: each step has its own. */
  private static String createLong(RestServer server) throws IOException {
    try (RestConnection connection = server.connect()) {
      RestTable table = RestTable.create(connection, "long");
      table.append(MANY);
      return table.path();
    }
  }

  private Row loads(String path, String mode) throws Exception {
    return servers
        .duel(server -> List.of(new RestGetter(server.connect(), path, Map.of(), 200)))
        .duration("loadTable, " + MANY + " snapshots, " + mode);
  }

  private Row unchanged(String path) throws Exception {
    return servers
        .duel(
            server -> {
              RestConnection connection = server.connect();
              Reply first = connection.get(path, Map.of()).expect(200);
              Map<String, String> headers = Map.of("If-None-Match", first.header("etag"));
              return List.of(new RestGetter(connection, path, headers, 304));
            })
        .duration("loadTable, " + MANY + " snapshots, 304");
  }

  private static Row doomed(RestServer server) throws Exception {
    try (RestConnection connection = server.connect()) {
      RestTable overtaken = RestTable.open(connection, "long");
      RestTable.open(connection, "long").append();
      Load.Client doomed = () -> !overtaken.append();
      Load.times(server, 50, doomed);
      Load load = Load.times(server, 200, doomed);
      return Row.plain(
              "a doomed commit, " + MANY + " snapshots, CPU",
              load.serverCpuMillis(),
              "ms",
              load.cost())
          .withMostValue(2);
    }
  }

  private static List<Row> commits(RestServer server) throws Exception {
    try (RestConnection connection = server.connect()) {
      RestTable few = RestTable.create(connection, "short");
      RestTable kept = RestTable.create(connection, "maintained");
      kept.append(MANY);
      kept.expireAllBut(MANY, KEPT);
      RestTable many = RestTable.open(connection, "long");
      RestTable warmup = RestTable.create(connection, "warmup");
      Load.times(server, WARMUP_COMMITS, warmup::append);
      few.append(FEW);
      List<Double> ofKept = new ArrayList<>();
      List<Double> ofMany = new ArrayList<>();
      for (int turn = 0; turn < TURNS; turn++) {
        double ofFew = commitMillis(server, few);
        ofKept.add(commitMillis(server, kept) / ofFew);
        ofMany.add(commitMillis(server, many) / ofFew);
      }
      String unit = "x of " + FEW;
      return List.of(
          Row.plain(
              "commit at " + MANY + " snapshots, not maintained",
              median(ofMany),
              unit,
              Cost.UNKNOWN),
          Row.plain(
                  "commit after " + MANY + ", " + KEPT + " kept",
                  median(ofKept),
                  unit,
                  Cost.UNKNOWN)
              .withMostValue(1.3));
    }
  }

  private static double commitMillis(RestServer server, RestTable table) throws Exception {
    return Load.times(server, COMMITS, table::append).medianMillis();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
