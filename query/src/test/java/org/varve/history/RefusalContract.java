// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.varve.sql.QueryException;

/** What is refused before anything is written. */
public abstract class RefusalContract extends HistoryContract {

  @BeforeEach
  void enrolTheProjectOfTheSamples() {
    project =
        client
            .findProject(Samples.ROOT)
            .filter(found -> found.irodsPath().equals(Samples.ROOT))
            .orElseGet(() -> client.registerProject(Samples.ROOT));
  }

  static Stream<Arguments> badChangeSets() {
    return BadChangeSets.all();
  }

  @ParameterizedTest
  @MethodSource("badChangeSets")
  void badInputIsRefusedAndNothingIsWritten(ChangeSet changeSet, String message) {
    assumeTrue(fixture().carriesHalfCharacters() || !message.endsWith("half of a surrogate pair"));

    assertRefused(QueryException.Kind.INVALID, () -> record(changeSet)).hasMessage(message);

    assertThat(allChanges()).isEmpty();
  }

  @Test
  void limitsAreNamed() {
    for (int limit : new int[] {-1, 0, 10_001}) {
      assertRefused(
              QueryException.Kind.INVALID,
              () -> changes(ChangeQuery.Order.OLDEST_FIRST, limit, null))
          .hasMessage("Invalid limit: not between 1 and 10000: " + limit);
      assertRefused(
              QueryException.Kind.INVALID,
              () -> client.snapshots(project.id(), limit, Optional.empty()))
          .hasMessage("Invalid limit: not between 1 and 10000: " + limit);
    }
  }

  @Test
  void pathsOfQuestionsLieInTheProject() {
    assertRefused(
            QueryException.Kind.INVALID,
            () -> client.history(project.id(), "/tempZone/home", 10, Optional.empty()))
        .hasMessage("Invalid path: outside the project " + Samples.ROOT + ": /tempZone/home");
    assertRefused(
            QueryException.Kind.INVALID, () -> client.blame(project.id(), Samples.ROOT + "/../x"))
        .hasMessage("Invalid path: holds '..': " + Samples.ROOT + "/../x");
  }

  @Test
  void textsOfQuestionsAreTextsThatCanBeThere() {
    assertRefused(
            QueryException.Kind.INVALID,
            () -> client.avus(project.id(), new AvuQuery(null, true, AsOf.NOW, "a\0b", 10, null)))
        .hasMessage("Invalid attribute: holds a NUL character");
  }

  @Test
  void aSnapshotThatDoesNotExistIsNamed() {
    assertRefused(QueryException.Kind.NOT_FOUND, () -> state(new AsOf.AtSnapshot(42)))
        .hasMessage("Snapshot does not exist: 42");
  }

  @Test
  void aDiffGoesForward() {
    Instant from = Instant.parse("2026-01-02T00:00:00Z");
    Instant to = Instant.parse("2026-01-01T00:00:00Z");

    assertRefused(
            QueryException.Kind.INVALID,
            () -> client.diff(project.id(), new DiffQuery(null, at(from), at(to), 10, null)))
        .hasMessage("Invalid from: after to: 2026-01-02T00:00:00Z");
  }
}
