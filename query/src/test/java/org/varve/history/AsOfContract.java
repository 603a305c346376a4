// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was there at a time, compared with a replay of what was recorded. */
public abstract class AsOfContract extends HistoryContract {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @Test
  void aProjectWithoutChangesIsEmptyAtEveryTime() {
    assertThat(state(AsOf.NOW)).isEmpty();
    assertThat(state(at(LONG_AGO))).isEmpty();
    assertThat(state(new AsOf.EffectiveAt(LONG_AGO))).isEmpty();
    assertThat(allChanges()).isEmpty();
  }

  @Test
  void asOfIsInclusive() {
    RecordedChangeSet recorded = record(add("species", "Acropora"));

    assertThat(state(at(recorded.recordedAt()))).isEqualTo(onImage("species=Acropora"));
    assertThat(state(at(recorded.recordedAt().minusNanos(1)))).isEmpty();
  }

  @Test
  void anAnswerAsOfATimeNeverChanges() {
    record(add("species", "Acropora"));
    Instant time = Instant.now();
    Page<LiveAvu> before = client.avus(project.id(), all(at(time)));

    RecordedChangeSet later = record(delete("species", "Acropora"), add("depth", "1"));

    assertThat(client.avusAsOf(project.id(), all(AsOf.NOW), time).items())
        .isEqualTo(before.items());
    assertThat(later.recordedAt()).isAfter(before.asOf());
  }

  @Test
  void aTimeInTheFutureIsAnsweredAtThePresent() {
    record(add("species", "Acropora"));
    Instant future = Instant.now().plus(1, ChronoUnit.DAYS);

    Page<LiveAvu> page = client.avus(project.id(), all(at(future)));

    assertThat(page.asOf()).isBefore(future);
    assertThat(page.items()).hasSize(1);
  }

  @Test
  void backDatingMovesWhatWasTrueAndNotWhatWasRecorded() {
    Instant lastYear = Instant.parse("2025-06-01T00:00:00Z");
    RecordedChangeSet first = record(add("species", "Acropora"));

    record(Samples.effective(lastYear, add("depth", "3")));

    assertThat(state(new AsOf.EffectiveAt(lastYear))).isEqualTo(onImage("depth=3"));
    assertThat(state(new AsOf.EffectiveAt(lastYear.minusMillis(1)))).isEmpty();
    assertThat(state(at(first.recordedAt()))).isEqualTo(onImage("species=Acropora"));
    assertThat(state(at(lastYear))).isEmpty();
  }

  @Test
  void aSnapshotIsThePointOfItsLastChangeSet() {
    RecordedChangeSet first = record(add("species", "Acropora"));
    record(add("depth", "3"));

    assertThat(state(new AsOf.AtSnapshot(first.snapshotId())))
        .isEqualTo(onImage("species=Acropora"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyTimeEqualsAReplay(long seed) {
    Random random = new Random(seed);
    Replay replay = new Replay();
    List<Instant> stamps = new ArrayList<>();
    List<Set<String>> states = new ArrayList<>();
    List<Instant> effective = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ChangeSet changeSet = randomChanges(random);
      RecordedChangeSet recorded = record(changeSet);
      Instant happened =
          changeSet.effectiveAt() == null ? recorded.recordedAt() : changeSet.effectiveAt();
      replay.apply(changeSet, happened);
      stamps.add(recorded.recordedAt());
      states.add(replay.state());
      effective.add(happened);
    }

    for (int i = 0; i < stamps.size(); i++) {
      assertThat(state(at(stamps.get(i)))).as("at change set %s", i).isEqualTo(states.get(i));
      Set<String> before = i == 0 ? Set.of() : states.get(i - 1);
      assertThat(state(at(stamps.get(i).minusNanos(1_000)))).as("before %s", i).isEqualTo(before);
    }
    for (Instant time : new TreeSet<>(effective)) {
      assertThat(state(new AsOf.EffectiveAt(time)))
          .as("effective at %s", time)
          .isEqualTo(replay.effectiveAt(time));
    }
    assertNetDiffsEqual(stamps, states, random);
  }

  private void assertNetDiffsEqual(List<Instant> stamps, List<Set<String>> states, Random random) {
    for (int i = 0; i < 10; i++) {
      int from = random.nextInt(stamps.size());
      int to = from + random.nextInt(stamps.size() - from);
      DiffQuery query =
          new DiffQuery(null, at(stamps.get(from)), at(stamps.get(to)), Pages.MAX_LIMIT, null);
      Set<String> net = new TreeSet<>();
      client
          .netDiff(project.id(), query)
          .items()
          .forEach(
              change ->
                  net.add(
                      change.operation().wireName()
                          + " "
                          + Replay.triple(change.irodsPath(), change.targetType(), change.avu())));

      assertThat(net)
          .as("from %s to %s", from, to)
          .isEqualTo(difference(states.get(from), states.get(to)));
    }
  }

  private static Set<String> difference(Set<String> from, Set<String> to) {
    Set<String> difference = new TreeSet<>();
    to.stream().filter(t -> !from.contains(t)).forEach(t -> difference.add("add " + t));
    from.stream().filter(t -> !to.contains(t)).forEach(t -> difference.add("remove " + t));
    return difference;
  }

  /** Few triples, so that they collide in every way. */
  private ChangeSet randomChanges(Random random) {
    Instant effectiveAt = random.nextInt(3) == 0 ? LONG_AGO.plusSeconds(random.nextInt(5)) : null;
    Change[] changes = new Change[1 + random.nextInt(5)];
    for (int i = 0; i < changes.length; i++) {
      String path = project.irodsPath() + "/site-" + random.nextInt(2);
      ChangeType type = ChangeType.values()[random.nextInt(3)];
      Avu avu = Samples.avu("a" + random.nextInt(2), "v" + random.nextInt(3));
      Avu old = Samples.avu(avu.attribute(), "v" + random.nextInt(3));
      changes[i] = Samples.change(path, type, avu, type == ChangeType.UPDATE ? old : null);
    }
    return new ChangeSet(null, null, null, null, effectiveAt, List.of(changes));
  }

  private static AvuQuery all(AsOf asOf) {
    return new AvuQuery(null, true, asOf, null, 100, null);
  }
}
