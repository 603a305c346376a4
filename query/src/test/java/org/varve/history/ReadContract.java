// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.varve.client.LakehouseClient;

/** What the questions answer, and what they leave out. */
public abstract class ReadContract extends HistoryContract {

  @Test
  void avusAreOfOnePathOrOfAllBelowIt() {
    String site = project.irodsPath() + "/site-a";
    record(
        Samples.add(site, "title", "A"),
        Samples.add(site + "/img", "title", "B"),
        Samples.add(site + "-2", "title", "C"),
        Samples.add(site + "0", "title", "D"));

    assertThat(values(new AvuQuery(site, false, AsOf.NOW, null, 10, null))).containsExactly("A");
    assertThat(values(new AvuQuery(site, true, AsOf.NOW, null, 10, null)))
        .containsExactly("A", "B");
    assertThat(values(new AvuQuery(null, true, AsOf.NOW, null, 10, null)))
        .containsExactly("A", "C", "B", "D");
  }

  @Test
  void avusAreOfOneAttribute() {
    record(add("title", "A"), add("Title", "B"), add("subtitle", "C"));

    assertThat(values(new AvuQuery(image, false, AsOf.NOW, "title", 10, null)))
        .containsExactly("A");
  }

  @Test
  void avusAreInTheOrderOfTheirBytes() {
    record(add("b", "1"), add("a", "ı"), add("a", "i"), add("a", "I"), add("B", "1"));

    assertThat(
            client.avus(project.id(), new AvuQuery(image, false, AsOf.NOW, null, 9, null)).items())
        .extracting(avu -> avu.avu().attribute() + avu.avu().value())
        .containsExactly("B1", "aI", "ai", "aı", "b1");
  }

  @Test
  void historyIsEveryChangeOfAPathNewestFirst() {
    record(add("species", "Acropora"), Samples.add(image + ".bak", "species", "other"));
    record(update("species", "Acropora", "Porites"));
    record(delete("species", "Porites"));

    List<RecordedChange> history =
        client.history(project.id(), image, 10, Optional.empty()).items();

    assertThat(history)
        .extracting(RecordedChange::changeType)
        .containsExactly(ChangeType.DELETE, ChangeType.UPDATE, ChangeType.ADD);
  }

  @Test
  void blameNamesWhoPutEachTripleThere() {
    LakehouseClient ben = fixture().client("ben#tempZone");
    record(add("depth", "3"), add("species", "Acropora"));
    RecordedChangeSet bens =
        ben.recordChanges(
            project.id(), Samples.changeSet(update("species", "Acropora", "Porites")));

    List<LiveAvu> blame = client.blame(project.id(), image);

    assertThat(blame)
        .extracting(avu -> avu.avu().value() + " by " + avu.actor())
        .containsExactly("3 by ana#tempZone", "Porites by ben#tempZone");
    assertThat(blame.get(1).recordedAt()).isEqualTo(bens.recordedAt());
    assertThat(blame.get(1).snapshotId()).isEqualTo(bens.snapshotId());
  }

  @Test
  void searchMatchesEveryConditionThatIsGiven() {
    LakehouseClient ben = fixture().client("ben#tempZone");
    RecordedChangeSet first = record(add("species", "Acropora"), add("depth", "3"));
    RecordedChangeSet second =
        ben.recordChanges(
            project.id(), Samples.changeSet(update("species", "Acropora", "Porites")));
    RecordedChangeSet third = record(delete("species", "Porites"));

    assertThat(search("species", null, null, null, null, null)).hasSize(3);
    assertThat(search(null, "Acropora", null, null, null, null))
        .extracting(RecordedChange::changeType)
        .containsExactly(ChangeType.ADD, ChangeType.UPDATE);
    assertThat(search(null, null, "ben#tempZone", null, null, null)).hasSize(1);
    assertThat(search(null, null, null, ChangeType.DELETE, null, null)).hasSize(1);
    assertThat(search(null, null, null, ChangeType.UPDATE, null, null).get(0).oldAvu())
        .isEqualTo(Samples.avu("species", "Acropora"));
    assertThat(search(null, null, null, null, second.recordedAt(), second.recordedAt()))
        .extracting(RecordedChange::changeSetId)
        .containsExactly(second.changeSetId());
    assertThat(search(null, null, null, null, first.recordedAt().plusNanos(1), null)).hasSize(2);
    assertThat(search(null, null, null, null, null, third.recordedAt().minusNanos(1))).hasSize(3);
    assertThat(search("species", "3", null, null, null, null)).isEmpty();
  }

  @Test
  void aDiffIsWhatWasRecordedInBetween() {
    RecordedChangeSet first = record(add("species", "Acropora"), add("depth", "3"));
    record(update("species", "Acropora", "Porites"));
    RecordedChangeSet third = record(delete("depth", "3"), add("depth", "3"));
    record(add("late", "1"));
    DiffQuery query =
        new DiffQuery(null, at(first.recordedAt()), at(third.recordedAt()), 100, null);

    assertThat(client.diff(project.id(), query).items())
        .extracting(change -> change.changeType() + " " + change.avu().value())
        .containsExactly("UPDATE Porites", "DELETE 3", "ADD 3");
    assertThat(client.netDiff(project.id(), query).items())
        .containsExactly(
            new NetChange(
                image,
                TargetType.DATA_OBJECT,
                Operation.REMOVE,
                Samples.avu("species", "Acropora")),
            new NetChange(
                image, TargetType.DATA_OBJECT, Operation.ADD, Samples.avu("species", "Porites")));
  }

  @Test
  void aDiffOfSnapshotsIsADiffOfTheirTimes() {
    RecordedChangeSet first = record(add("species", "Acropora"));
    RecordedChangeSet second = record(add("depth", "3"));
    DiffQuery query =
        new DiffQuery(
            image,
            new AsOf.AtSnapshot(first.snapshotId()),
            new AsOf.AtSnapshot(second.snapshotId()),
            10,
            null);

    assertThat(client.diff(project.id(), query).items())
        .extracting(RecordedChange::changeSetId)
        .containsExactly(second.changeSetId());
  }

  @Test
  void snapshotsAreNewestFirstWithWhatTheyRecorded() {
    RecordedChangeSet first = record(add("species", "Acropora"), add("depth", "3"));
    RecordedChangeSet second = record(update("depth", "3", "4"));

    assertThat(client.snapshots(project.id(), 10, Optional.empty()).items())
        .containsExactly(
            new HistorySnapshot(second.snapshotId(), second.recordedAt(), 1, 1, true),
            new HistorySnapshot(first.snapshotId(), first.recordedAt(), 1, 2, true));
  }

  private List<String> values(AvuQuery query) {
    return client.avus(project.id(), query).items().stream().map(avu -> avu.avu().value()).toList();
  }

  private List<RecordedChange> search(
      String attribute, String value, String actor, ChangeType type, Instant from, Instant to) {
    return client
        .changes(
            project.id(),
            new ChangeQuery(
                null,
                true,
                attribute,
                value,
                actor,
                type,
                from,
                to,
                ChangeQuery.Order.OLDEST_FIRST,
                100,
                null))
        .items();
  }
}
