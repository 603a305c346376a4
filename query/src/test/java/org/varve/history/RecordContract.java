// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.varve.sql.QueryException;

/** What recording promises. */
public abstract class RecordContract extends HistoryContract {

  @Test
  void answersWithWhatWasRecorded() {
    RecordedChangeSet answer =
        record(Samples.request("r-1", add("species", "Acropora"), update("species", "x", "y")));

    assertThat(answer.requestId()).isEqualTo("r-1");
    assertThat(answer.changes()).isEqualTo(2);
    assertThat(answer.repeated()).isFalse();
    assertThat(answer.hash()).matches("[0-9a-f]{64}");
    assertThat(answer.changeSetId()).matches("[0-9a-f-]{14}7[0-9a-f-]{21}");
  }

  @Test
  void keepsTheOrderInsideAChangeSet() {
    record(add("depth", "3"), delete("depth", "3"), add("depth", "3"), delete("depth", "3"));

    assertThat(state(AsOf.NOW)).isEmpty();
    assertThat(allChanges())
        .extracting(RecordedChange::operation)
        .containsExactly(Operation.ADD, Operation.REMOVE, Operation.ADD, Operation.REMOVE);
  }

  @Test
  void stampsIncreaseStrictly() {
    RecordedChangeSet first = record(add("depth", "1"));
    RecordedChangeSet second = record(add("depth", "2"));

    assertThat(second.recordedAt()).isAfter(first.recordedAt());
    assertThat(second.recordedAt().getNano() % 1_000).isZero();
  }

  @Test
  void theSameRequestIdIsOneChangeSetAndTheFirstAnswer() {
    RecordedChangeSet first =
        record(Samples.request("once", add("depth", "1"), delete("colour", "red")));

    RecordedChangeSet second = record(Samples.request("once", add("depth", "2")));

    assertThat(second).isEqualTo(first.asRepeated());
    assertThat(state(AsOf.NOW)).isEqualTo(onImage("depth=1"));
    assertThat(allChanges()).hasSize(2);
  }

  @Test
  void requestIdsOfTwoProjectsAreTwo() {
    Project other = client.registerProject(project.irodsPath() + "/nested");
    record(Samples.request("shared", add("depth", "1")));

    RecordedChangeSet answer =
        client.recordChanges(
            other.id(),
            Samples.request("shared", Samples.add(other.irodsPath() + "/x", "depth", "2")));

    assertThat(answer.repeated()).isFalse();
  }

  @Test
  void addingWhatIsThereIsRecordedWithAWarningAndItsProvenanceTakesOver() {
    record(add("species", "Acropora"));

    RecordedChangeSet again = record(add("depth", "1"), add("species", "Acropora"));

    assertThat(again.warnings())
        .containsExactly("changes[1] adds what is there already: species of " + image);
    assertThat(state(AsOf.NOW)).isEqualTo(onImage("species=Acropora", "depth=1"));
    assertThat(client.blame(project.id(), image))
        .extracting(LiveAvu::changeSetId)
        .containsOnly(again.changeSetId());
  }

  @Test
  void deletingWhatIsNotThereIsRecordedWithAWarning() {
    RecordedChangeSet answer = record(delete("species", "Acropora"));

    assertThat(answer.warnings())
        .containsExactly("changes[0] deletes what is not there: species of " + image);
    assertThat(allChanges())
        .extracting(RecordedChange::changeType)
        .containsExactly(ChangeType.DELETE);
  }

  @Test
  void anUpdateIsOneEntryWithItsOldValue() {
    record(add("species", "Acropora"));

    RecordedChangeSet answer = record(update("species", "Acropora", "Porites"));

    assertThat(answer.changes()).isEqualTo(1);
    assertThat(answer.warnings()).isEmpty();
    assertThat(state(AsOf.NOW)).isEqualTo(onImage("species=Porites"));
    RecordedChange entry = allChanges().get(1);
    assertThat(entry.changeType()).isEqualTo(ChangeType.UPDATE);
    assertThat(entry.operation()).isEqualTo(Operation.ADD);
    assertThat(entry.avu()).isEqualTo(Samples.avu("species", "Porites"));
    assertThat(entry.oldAvu()).isEqualTo(Samples.avu("species", "Acropora"));
  }

  @Test
  void anUpdateOfWhatIsNotThereIsRecordedAsAnAddWithAWarning() {
    RecordedChangeSet answer = record(update("species", "Acropora", "Porites"));

    assertThat(answer.warnings())
        .containsExactly(
            "changes[0] updates what is not there and is recorded as an add: species of " + image);
    assertThat(state(AsOf.NOW)).isEqualTo(onImage("species=Porites"));
    assertThat(allChanges().get(0).oldAvu()).isNull();
  }

  @Test
  void theUnitIsPartOfTheTriple() {
    record(
        Samples.change(image, ChangeType.ADD, new Avu("depth", "3", "m"), null),
        Samples.change(image, ChangeType.ADD, new Avu("depth", "3", "ft"), null));

    RecordedChangeSet answer =
        record(Samples.change(image, ChangeType.DELETE, new Avu("depth", "3", ""), null));

    assertThat(answer.warnings()).hasSize(1);
    assertThat(state(AsOf.NOW)).hasSize(2);
  }

  @Test
  void attributesHaveManyValuesAndTargetsOfOnePathAreApart() {
    Change onCollection =
        new Change(
            image,
            TargetType.COLLECTION,
            ChangeType.ADD,
            Samples.avu("keyword", "coral"),
            null,
            null,
            null);

    RecordedChangeSet answer =
        record(add("keyword", "coral"), add("keyword", "reef"), onCollection);

    assertThat(answer.warnings()).isEmpty();
    assertThat(state(AsOf.NOW)).hasSize(3);
  }

  @Test
  void everythingThatTheCallerSaysComesBack() {
    Instant effectiveAt = Instant.parse("2021-05-04T03:02:01.123456Z");
    Avu avu = new Avu("note 'x'", "Zeile 1\n\"Zeile 2\" \\ ß 😀 <b>", "µm");
    Change change =
        new Change(
            image,
            TargetType.DATA_OBJECT,
            ChangeType.ADD,
            avu,
            null,
            "ticket-7",
            "rule acPostProc");

    RecordedChangeSet answer =
        record(
            new ChangeSet(
                "req",
                "because\nof it",
                "ingest 2.1",
                "ben#tempZone",
                effectiveAt,
                List.of(change)));

    assertThat(allChanges())
        .containsExactly(
            new RecordedChange(
                allChanges().get(0).changeId(),
                answer.changeSetId(),
                0,
                image,
                TargetType.DATA_OBJECT,
                ChangeType.ADD,
                Operation.ADD,
                avu,
                null,
                Samples.ANA,
                "ben#tempZone",
                "req",
                "ingest 2.1",
                "ticket-7",
                "rule acPostProc",
                "because\nof it",
                answer.recordedAt(),
                effectiveAt,
                answer.snapshotId()));
  }

  @Test
  void theFirstAndTheLastTimeComeBack() {
    Instant first = Instant.parse("0001-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");

    record(Samples.effective(first, add("a", "1")));
    record(Samples.effective(last, delete("a", "1")));

    assertThat(allChanges()).extracting(RecordedChange::effectiveAt).containsExactly(first, last);
    assertThat(state(new AsOf.EffectiveAt(first))).isEqualTo(onImage("a=1"));
    assertThat(state(new AsOf.EffectiveAt(last))).isEmpty();
  }

  @Test
  void anArchivedProjectIsReadButNotWritten() {
    record(add("species", "Acropora"));

    client.archiveProject(project.id());

    assertRefused(QueryException.Kind.CONFLICT, () -> record(add("depth", "1")))
        .hasMessageContaining("archived")
        .hasMessageEndingWith(project.irodsPath());
    assertThat(state(AsOf.NOW)).isEqualTo(onImage("species=Acropora"));
  }

  @Test
  void aProjectThatDoesNotExistIsNamed() {
    assertRefused(
            QueryException.Kind.NOT_FOUND,
            () -> client.recordChanges("no-such-id", Samples.changeSet(add("depth", "1"))))
        .hasMessage("Project does not exist: no-such-id");
  }

  @Test
  void aCollectionIsEnrolledOnce() {
    assertRefused(QueryException.Kind.CONFLICT, () -> client.registerProject(project.irodsPath()))
        .hasMessage("Project already exists: " + project.irodsPath());
    assertThat(client.findProject(image)).contains(project);
    assertThat(client.projects()).contains(project);
  }
}
