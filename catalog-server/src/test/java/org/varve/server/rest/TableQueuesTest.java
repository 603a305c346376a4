// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.varve.server.rest.TableQueues.Place;

class TableQueuesTest {
  private static final TableIdentifier READS = TableIdentifier.of("lab", "reads");
  private static final TableIdentifier RUNS = TableIdentifier.of("lab", "runs");

  private final TableQueues queues = new TableQueues();

  @Test
  void commitsToOneTableTakeTurnsInWhateverOrderTheyNameTheirTables() throws Exception {
    int[] turns = new int[1];
    ExecutorService writers = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> running =
          IntStream.range(0, 8)
              .<Future<?>>mapToObj(
                  i ->
                      writers.submit(
                          () -> {
                            for (int turn = 0; turn < 500; turn++) {
                              takeTurn(
                                  i % 2 == 0 ? List.of(READS, RUNS) : List.of(RUNS, READS), turns);
                            }
                          }))
              .toList();
      for (Future<?> writer : running) {
        writer.get(60, TimeUnit.SECONDS);
      }
    } finally {
      writers.shutdownNow();
    }

    assertThat(turns[0]).isEqualTo(4_000);
  }

  private void takeTurn(List<TableIdentifier> tables, int[] turns) {
    try (Place place = queues.enter(tables)) {
      place.begin();
      try {
        turns[0]++;
      } finally {
        place.end();
      }
    }
  }

  @Test
  void whoIsAloneDoesNotWaitAfterALostRace() {
    try (Place place = queues.enter(List.of(READS))) {
      commit(place);

      assertThat(place.patience()).isZero();
    }
  }

  @Test
  void whoHasLostWaitsTheLongerTheMoreOthersThereAre() {
    try (Place winner = queues.enter(List.of(READS));
        Place loser = queues.enter(List.of(READS))) {
      commit(winner);
      Duration amongTwo = loser.patience();

      try (Place third = queues.enter(List.of(READS))) {
        assertThat(amongTwo).isPositive();
        assertThat(third.patience()).isGreaterThanOrEqualTo(amongTwo);
      }
      assertThat(loser.patience()).isEqualTo(amongTwo);
    }
  }

  private static void commit(Place place) {
    place.begin();
    place.committed();
    place.end();
  }
}
