// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.varve.history.HistorySnapshot;
import org.varve.history.ImportRun;
import org.varve.history.LostTurnException;
import org.varve.history.Project;
import org.varve.history.ReadPoint;
import org.varve.history.RecordedChangeSet;
import org.varve.history.TripleKey;
import org.varve.history.Turn;
import org.varve.sql.QueryException;

class PostgresLedgerTest {
  private static final Instant LONG_AGO = Instant.parse("2015-03-04T05:06:07.000001Z");

  private final FaultyFileIO io = new FaultyFileIO();
  private final FaultyDatabase faults = new FaultyDatabase();
  private final Database database = faults.open(TestDatabase.create());
  private final LedgerFixture fixture = new LedgerFixture(database, io, LedgerFixture.IMPATIENT);
  private final PostgresLedger ledger = fixture.ledger;
  private final Project project = fixture.enrol();

  @AfterEach
  void close() {
    fixture.close();
    database.close();
  }

  @Test
  void makesAGroupVisibleInOneSnapshotWithItsAnswers() {
    List<RecordedChangeSet> recorded = fixture.record(project, "a", "b");

    ReadPoint point = ledger.readPoint(project);
    assertThat(point.asOf()).isEqualTo(recorded.get(1).recordedAt());
    assertThat(point.changes().currentSnapshot().snapshotId())
        .isEqualTo(recorded.get(0).snapshotId());
    assertThat(ledger.findByRequestId(project, "b")).contains(recorded.get(1));
    assertThat(ledger.findRecordedAt(project, recorded.get(0).snapshotId()))
        .contains(recorded.get(1).recordedAt());
    assertThat(ledger.listSnapshots(project, Optional.empty(), 10))
        .containsExactly(
            new HistorySnapshot(
                recorded.get(0).snapshotId(), recorded.get(1).recordedAt(), 2, 2, true));
  }

  @Test
  void continuesTheChainAndTheStampsOfTheTurnBefore() {
    List<RecordedChangeSet> first = fixture.record(project, "a");

    try (Turn turn = ledger.begin(project)) {
      assertThat(turn.previousHash()).contains("hash-of-a");
      assertThat(turn.firstStamp()).isAfter(first.get(0).recordedAt());
      assertThat(turn.findRecorded(Set.of("a", "b"))).containsOnlyKeys("a");
    }
  }

  @Test
  void keepsTheOpenAdds() {
    TripleKey kept = new TripleKey("aa".repeat(32));
    TripleKey closed = new TripleKey("bb".repeat(32));
    try (Turn turn = ledger.begin(project)) {
      turn.commit(
          List.of(LedgerFixture.dataFile(turn.table(), turn.firstStamp())),
          LedgerFixture.changeSets(turn, turn.firstStamp(), "a"),
          Map.of(),
          Map.of(kept, Optional.of("change-1"), closed, Optional.of("change-2")));
    }
    try (Turn turn = ledger.begin(project)) {
      turn.commit(
          List.of(LedgerFixture.dataFile(turn.table(), turn.firstStamp())),
          LedgerFixture.changeSets(turn, turn.firstStamp(), "b"),
          Map.of(),
          Map.of(kept, Optional.of("change-3"), closed, Optional.empty()));
    }

    try (Turn turn = ledger.begin(project)) {
      assertThat(turn.findOpenAdds(List.of(kept, closed))).isEqualTo(Map.of(kept, "change-3"));
    }
  }

  @Test
  void pagesThroughSnapshotsNewestFirst() {
    long first = fixture.record(project, "a").get(0).snapshotId();
    long second = fixture.record(project, "b").get(0).snapshotId();

    List<HistorySnapshot> page = ledger.listSnapshots(project, Optional.empty(), 1);
    List<HistorySnapshot> next = ledger.listSnapshots(project, Optional.of(second), 1);

    assertThat(page).extracting(HistorySnapshot::snapshotId).containsExactly(second);
    assertThat(next).extracting(HistorySnapshot::snapshotId).containsExactly(first);
  }

  @Test
  void givesUpATurnWithoutATrace() {
    Set<String> before = io.existing();

    try (Turn turn = ledger.begin(project)) {
      LedgerFixture.dataFile(turn.table(), turn.firstStamp());
    }

    assertThat(io.existing()).isEqualTo(before);
    assertThat(fixture.record(project, "a")).hasSize(1);
  }

  @Test
  void letsOneWriterInAtATime() {
    try (Turn turn = ledger.begin(project)) {
      assertThatThrownBy(() -> ledger.begin(project))
          .isInstanceOf(QueryException.class)
          .hasMessage(
              "Cannot record changes: another writer is not finished: %s", project.irodsPath());
      LedgerFixture.commit(turn, turn.firstStamp(), "a");
    }

    assertThat(fixture.record(project, "b")).hasSize(1);
  }

  @Test
  void readsNothingThatItWroteItself() {
    fixture.record(project, "a");
    io.forgetReads();

    fixture.record(project, "b");
    assertThat(LedgerFixture.files(ledger.readPoint(project).changes())).isEqualTo(2);

    assertThat(io.reads()).isEmpty();
  }

  @Test
  void answersTheSameForATimeForEver() {
    fixture.record(project, "a");
    Instant time = ledger.readPoint(project).asOf().plus(Duration.ofMillis(1));
    awaitClock(time);

    ReadPoint point = ledger.readPoint(project, time);
    RecordedChangeSet later = fixture.record(project, "b").get(0);

    assertThat(point.asOf()).isEqualTo(time);
    assertThat(later.recordedAt()).isAfter(time);
  }

  @Test
  void answersATimeInTheFutureAtTheCurrentTimeAndNamesIt() {
    fixture.record(project, "a");

    ReadPoint point = ledger.readPoint(project, Instant.parse("2999-01-01T00:00:00Z"));
    RecordedChangeSet later = fixture.record(project, "b").get(0);

    assertThat(point.asOf()).isBefore(Instant.now().plusSeconds(60));
    assertThat(later.recordedAt()).isAfter(point.asOf());
  }

  @Test
  void answersATimeBeforeTheFirstChangeSet() {
    fixture.record(project, "a");

    assertThat(ledger.readPoint(project, Instant.EPOCH).asOf()).isEqualTo(Instant.EPOCH);
    assertThat(ledger.readPoint(project, Instant.MIN).asOf()).isEqualTo(ClockStore.BEGINNING);
  }

  @Test
  void makesAReaderWaitForAWriterThatMayStampBeforeItsTime() {
    try (Turn turn = ledger.begin(project)) {
      Instant stamp = turn.firstStamp();
      awaitClock(stamp);

      assertThatThrownBy(() -> ledger.readPoint(project, stamp))
          .isInstanceOfSatisfying(
              QueryException.class,
              e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.UNAVAILABLE))
          .hasMessage(
              "History is not complete up to %s: a writer is not finished; complete up to %s",
              stamp, ClockStore.BEGINNING);
      assertThat(ledger.readPoint(project, stamp.minusNanos(1_000)).asOf()).isBefore(stamp);

      LedgerFixture.commit(turn, stamp, "a");
      assertThat(LedgerFixture.files(ledger.readPoint(project, stamp).changes())).isOne();
    }
  }

  @Test
  void keepsAWriterWhoseLeaseWasTakenFromCommitting() {
    try (Turn paused = ledger.begin(project)) {
      Set<String> before = io.existing();
      expireLeases();
      RecordedChangeSet other = fixture.record(project, "other").get(0);

      assertThatThrownBy(() -> LedgerFixture.commit(paused, paused.firstStamp(), "paused"))
          .isInstanceOf(LostTurnException.class)
          .hasMessage(
              "Cannot commit change sets: another writer took over %s", project.irodsPath());

      assertThat(ledger.findByRequestId(project, "paused")).isEmpty();
      assertThat(ledger.readPoint(project).asOf()).isEqualTo(other.recordedAt());
      assertThat(LedgerFixture.files(ledger.readPoint(project).changes())).isOne();
      assertThat(io.existing()).hasSize(before.size() + 4);
    }
  }

  @Test
  void letsAReaderFenceAWriterThatDied() {
    try (Turn dead = ledger.begin(project)) {
      Instant stamp = dead.firstStamp();
      awaitClock(stamp);
      expireLeases();

      assertThat(ledger.readPoint(project, stamp).asOf()).isEqualTo(stamp);
      assertThatThrownBy(() -> LedgerFixture.commit(dead, stamp, "dead"))
          .isInstanceOf(LostTurnException.class);
    }
  }

  @Test
  void freesEveryProjectWhenItsDatabaseStartsAnew() {
    try (Turn dead = ledger.begin(project)) {
      ledger.fenceAll();

      assertThat(fixture.record(project, "a")).hasSize(1);
      assertThatThrownBy(() -> LedgerFixture.commit(dead, dead.firstStamp(), "dead"))
          .isInstanceOf(LostTurnException.class);
    }
  }

  @Test
  void keepsItsStampsOverACommitThatIsNoHistory() {
    try (Turn turn = ledger.begin(project)) {
      fixture
          .catalog
          .loadTable(LogTables.identifierOf(project))
          .updateProperties()
          .set("comment", "changed meanwhile")
          .commit();

      List<RecordedChangeSet> recorded = LedgerFixture.commit(turn, turn.firstStamp(), "a");

      Table changes = ledger.readPoint(project).changes();
      assertThat(changes.properties()).containsEntry("comment", "changed meanwhile");
      assertThat(changes.currentSnapshot().snapshotId())
          .isEqualTo(recorded.get(0).snapshotId())
          .isEqualTo(turn.snapshotId());
      assertThat(LedgerFixture.files(changes)).isOne();
      assertThat(io.existing()).filteredOn(location -> location.contains("/snap-")).hasSize(1);
    }
  }

  @Test
  void leavesNothingBehindWhenAFileCannotBeWritten() {
    Set<String> before = io.existing();

    for (String suffix : List.of(".parquet", ".avro", ".json")) {
      io.breakWritesOf(suffix);
      try (Turn turn = ledger.begin(project)) {
        assertThatThrownBy(() -> LedgerFixture.commit(turn, turn.firstStamp(), "a"))
            .isInstanceOf(QueryException.class)
            .hasMessageMatching(
                "Failed to write the files of the change sets: Failed to write file: s3://.*"
                    + suffix.replace(".", "\\."));
      }
    }

    assertThat(io.existing()).isEqualTo(before);
    io.breakWritesOf("none");
    assertThat(fixture.record(project, "a")).hasSize(1);
  }

  @Test
  void succeedsWhenOnlyTheAnswerOfTheDatabaseWasLost() {
    try (Turn turn = ledger.begin(project)) {
      var changeSets = LedgerFixture.changeSets(turn, turn.firstStamp(), "a");
      var file = LedgerFixture.dataFile(turn.table(), turn.firstStamp());
      faults.breakNextCommit(FaultyDatabase.Fault.LOST_AFTER_COMMIT);

      turn.commit(List.of(file), changeSets, Map.of(), Map.of());

      assertThat(ledger.findByRequestId(project, "a")).contains(changeSets.get(0));
    }
  }

  @Test
  void commitsAgainWhenTheCommitNeverArrived() {
    try (Turn turn = ledger.begin(project)) {
      var changeSets = LedgerFixture.changeSets(turn, turn.firstStamp(), "a");
      var file = LedgerFixture.dataFile(turn.table(), turn.firstStamp());
      faults.breakNextCommit(FaultyDatabase.Fault.LOST_BEFORE_COMMIT);

      turn.commit(List.of(file), changeSets, Map.of(), Map.of());

      assertThat(ledger.findByRequestId(project, "a")).contains(changeSets.get(0));
      assertThat(LedgerFixture.files(ledger.readPoint(project).changes())).isOne();
    }
  }

  @Test
  void deletesNothingWhenNobodyKnowsWhatHappened() {
    try (Turn turn = ledger.begin(project)) {
      var changeSets = LedgerFixture.changeSets(turn, turn.firstStamp(), "a");
      var file = LedgerFixture.dataFile(turn.table(), turn.firstStamp());
      faults.breakAllAfter(FaultyDatabase.Fault.LOST_AFTER_COMMIT);

      assertThatThrownBy(() -> turn.commit(List.of(file), changeSets, Map.of(), Map.of()))
          .isInstanceOfSatisfying(
              QueryException.class,
              e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.OUTCOME_UNKNOWN));
      turn.close();
      faults.repair();

      assertThat(ledger.findByRequestId(project, "a")).contains(changeSets.get(0));
      Table changes = ledger.readPoint(project).changes();
      assertThat(LedgerFixture.files(changes)).isOne();
      assertThat(io.existing()).contains(file.location());
    }
  }

  @Test
  void refusesStampsThatDoNotIncrease() {
    fixture.record(project, "a");
    try (Turn turn = ledger.begin(project)) {
      assertThatThrownBy(() -> LedgerFixture.commit(turn, LONG_AGO, "b"))
          .isInstanceOf(QueryException.class)
          .hasMessage("Invalid time: it is not after the change set before it: " + LONG_AGO);
    }
  }

  @Test
  void givesImportedSnapshotsTheirOldTimes() {
    ImportRun run = ledger.openImport(project, "history", Optional.empty());
    assertThat(run.times()).isEqualTo(ImportRun.Times.RECORDED);
    try (Turn turn = ledger.begin(project, run)) {
      LedgerFixture.commit(turn, LONG_AGO, "a");
    }
    try (Turn turn = ledger.begin(project, run)) {
      LedgerFixture.commit(turn, LONG_AGO.plusSeconds(60), "b");
    }
    ledger.closeImport(project, run);

    ReadPoint point = ledger.readPoint(project);
    assertThat(point.asOf()).isEqualTo(LONG_AGO.plusSeconds(60));
    assertThat(point.changes().snapshots())
        .extracting(Snapshot::timestampMillis)
        .containsExactly(
            Instant.parse("2015-03-04T05:06:07.001Z").toEpochMilli(),
            Instant.parse("2015-03-04T05:07:07.001Z").toEpochMilli());
    assertThat(fixture.record(project, "own").get(0).recordedAt()).isAfter(point.asOf());
  }

  @Test
  void holdsBackReadersAndOtherWritersWhileOldTimesMayStillCome() {
    ImportRun run = ledger.openImport(project, "history", Optional.empty());
    try (Turn turn = ledger.begin(project, run)) {
      LedgerFixture.commit(turn, LONG_AGO, "a");
    }

    assertThat(ledger.readPoint(project, LONG_AGO).asOf()).isEqualTo(LONG_AGO);
    assertThatThrownBy(() -> ledger.readPoint(project, LONG_AGO.plusSeconds(1)))
        .isInstanceOf(QueryException.class)
        .hasMessage(
            "History is not complete up to 2015-03-04T05:06:08.000001Z: an import is open;"
                + " complete up to 2015-03-04T05:06:07.000001Z");
    assertThatThrownBy(() -> ledger.begin(project))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.CONFLICT))
        .hasMessage("Cannot record changes: an import holds the project: " + project.irodsPath());
    assertThatThrownBy(() -> ledger.openImport(project, "other", Optional.empty()))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot import: another import holds the project: " + project.irodsPath());
    assertThat(ledger.openImport(project, "history", Optional.empty())).isEqualTo(run);
  }

  @Test
  void importsIntoAProjectThatWasOnlyLookedAt() {
    ledger.readPoint(project, Instant.now());

    ImportRun run = ledger.openImport(project, "history", Optional.empty());
    try (Turn turn = ledger.begin(project, run)) {
      assertThat(LedgerFixture.commit(turn, LONG_AGO, "a")).hasSize(1);
    }
  }

  @Test
  void keepsTheTimesOfAProjectThatHasItsOwn() {
    fixture.record(project, "a");

    assertThat(ledger.openImport(project, "history", Optional.empty()).times())
        .isEqualTo(ImportRun.Times.EFFECTIVE);
    Project another = fixture.enrol();
    fixture.record(another, "a");
    assertThatThrownBy(
            () -> ledger.openImport(another, "history", Optional.of(ImportRun.Times.RECORDED)))
        .isInstanceOf(QueryException.class)
        .hasMessage(
            "Cannot import recorded times: the project has changes of its own: "
                + another.irodsPath());
  }

  @Test
  void refusesAnImportedTimeInTheFuture() {
    ImportRun run = ledger.openImport(project, "history", Optional.empty());
    try (Turn turn = ledger.begin(project, run)) {
      assertThatThrownBy(
              () -> LedgerFixture.commit(turn, Instant.parse("2999-01-01T00:00:00Z"), "a"))
          .isInstanceOf(QueryException.class)
          .hasMessage("Invalid time: it is in the future: 2999-01-01T00:00:00Z");
    }
  }

  @Test
  void recordsNothingInAnArchivedProject() {
    try (Turn running = ledger.begin(project)) {
      assertThat(fixture.projects.archive(project.id()).state()).isEqualTo(Project.State.ARCHIVED);

      assertThatThrownBy(() -> LedgerFixture.commit(running, running.firstStamp(), "a"))
          .isInstanceOf(LostTurnException.class);
    }
    assertThatThrownBy(() -> ledger.begin(project))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot record changes: the project is archived: " + project.irodsPath());
    assertThat(ledger.readPoint(project, Instant.now()).changes()).isNotNull();
  }

  @Test
  void worksForTwoProcessesOnOneDatabase() {
    try (LedgerFixture other = new LedgerFixture(database, io, LedgerFixture.IMPATIENT)) {
      for (int i = 0; i < 3; i++) {
        fixture.record(project, "here-" + i);
        other.record(project, "there-" + i);
      }

      assertThat(LedgerFixture.files(ledger.readPoint(project).changes())).isEqualTo(6);
      assertThat(LedgerFixture.files(other.ledger.readPoint(project).changes())).isEqualTo(6);
    }
  }

  private void expireLeases() {
    database.transact(
        connection ->
            Sql.update(
                connection,
                "UPDATE varve.project_clock SET lease_expires_at = '-infinity' WHERE leased"));
  }

  private static void awaitClock(Instant time) {
    while (!Instant.now().isAfter(time)) {
      Thread.onSpinWait();
    }
  }
}
