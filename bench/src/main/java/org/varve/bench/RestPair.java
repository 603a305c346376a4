// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The REST servers that are compared. They serve in turns. The first turns are the warm-up: the
 * compilers of both are busy for thousands of commits, and would be what is measured.
 *
 * @param turn how long they serve who asks for the same again and again
 */
record RestPair(RestServer varve, RestServer fixture, Duration turn) {
  private static final int ROUNDS = 3;
  private static final int WARMUP_TURNS = 4;
  private static final int WARMUP_RACES = 10;

  /** Makes the clients of one server. */
  interface Clients {
    List<? extends Load.Client> of(RestServer server) throws Exception;
  }

  /** Makes the clients of one server for one turn. */
  interface Racers {
    List<? extends Load.Client> of(RestServer server, int turn) throws Exception;
  }

  /**
   * Lets both do the same number of operations in each turn, with new tables in each, because what
   * a commit costs follows what a table has been through.
   */
  RestDuel race(int runs, Racers clients) throws Exception {
    List<Load> ours = new ArrayList<>();
    List<Load> theirs = new ArrayList<>();
    for (int race = 0; race < WARMUP_RACES + ROUNDS; race++) {
      ours.add(race(varve, runs, clients.of(varve, race)));
      theirs.add(race(fixture, runs, clients.of(fixture, race)));
    }
    return new RestDuel(
        Load.median(ours.subList(WARMUP_RACES, ours.size())),
        Load.median(theirs.subList(WARMUP_RACES, theirs.size())));
  }

  private static Load race(RestServer server, int runs, List<? extends Load.Client> clients)
      throws Exception {
    Load load = Load.times(server, runs, clients);
    close(clients);
    return load;
  }

  /** Lets both serve for the same time in each turn, each with clients of its own. */
  RestDuel duel(Clients clients) throws Exception {
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
    close(ours);
    close(theirs);
    return new RestDuel(Load.median(our), Load.median(their));
  }

  private static void close(List<? extends Load.Client> clients) throws Exception {
    for (Load.Client client : clients) {
      client.close();
    }
  }
}
