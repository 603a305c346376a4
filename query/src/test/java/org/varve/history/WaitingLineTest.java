// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.varve.sql.QueryException;

class WaitingLineTest {
  private final WaitingLine line = new WaitingLine();

  @Test
  void theFirstToComeIsToStartServing() {
    assertThat(line.enter(waiting(1))).isTrue();
    assertThat(line.enter(waiting(1))).isFalse();
  }

  @Test
  void whoComesToAFullLineIsToldToSlowDown() {
    for (int i = 0; i < 4_096; i++) {
      line.enter(waiting(1));
    }

    assertThatThrownBy(() -> line.enter(waiting(1)))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot record: too many change sets are waiting: " + Samples.ROOT)
        .extracting(e -> ((QueryException) e).kind())
        .isEqualTo(QueryException.Kind.SLOW_DOWN);
    assertThat(line.nextGroup()).hasSize(1_024);
    assertThat(line.enter(waiting(1))).isFalse();
  }

  @Test
  void manyChangesFillALineToo() {
    for (int i = 0; i < 4; i++) {
      line.enter(waiting(100_000));
    }

    assertThatThrownBy(() -> line.enter(waiting(1)))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("Cannot record: too many change sets are waiting");
  }

  private static WaitingLine.Waiting waiting(int changes) {
    Change change = Samples.add("depth", "1");
    List<Change> all = IntStream.range(0, changes).mapToObj(i -> change).toList();
    return new WaitingLine.Waiting(
        Samples.project(),
        new Draft("", Samples.ANA, new ChangeSet(null, null, null, null, null, all), null),
        new CompletableFuture<>());
  }
}
