// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.varve.sql.QueryException;

/** A whole history from elsewhere. */
public abstract class ImportContract extends HistoryContract {
  private static final Instant MARCH = Instant.parse("2019-03-01T12:00:00Z");
  private static final Instant APRIL = Instant.parse("2019-04-01T12:00:00Z");

  @Test
  void intoAnEmptyProjectTheTimesBecomeRecordedAt() {
    ImportRun run = open("input", Optional.empty());

    List<RecordedChangeSet> answers =
        bring(run, event(MARCH, "1", add("a", "1")), event(APRIL, "2", update("a", "1", "2")));
    client.closeImport(project.id(), run);

    assertThat(run.times()).isEqualTo(ImportRun.Times.RECORDED);
    assertThat(answers).extracting(RecordedChangeSet::recordedAt).containsExactly(MARCH, APRIL);
    assertThat(answers.get(0).snapshotId()).isEqualTo(answers.get(1).snapshotId());
    assertThat(state(at(MARCH))).isEqualTo(onImage("a=1"));
    assertThat(state(at(APRIL))).isEqualTo(onImage("a=2"));
    assertThat(allChanges())
        .allMatch(change -> change.effectiveAt().equals(change.recordedAt()))
        .allMatch(change -> change.actor().equals("curator7"))
        .allMatch(change -> "import".equals(change.source()));
  }

  @Test
  void intoAProjectWithChangesOfItsOwnTheTimesBecomeEffectiveAt() {
    RecordedChangeSet own = record(add("own", "1"));

    ImportRun run = open("input", Optional.empty());
    List<RecordedChangeSet> answers = bring(run, event(MARCH, "1", add("a", "1")));
    client.closeImport(project.id(), run);

    assertThat(run.times()).isEqualTo(ImportRun.Times.EFFECTIVE);
    assertThat(answers.get(0).recordedAt()).isAfter(own.recordedAt());
    assertThat(state(at(own.recordedAt()))).isEqualTo(onImage("own=1"));
    assertThat(state(new AsOf.EffectiveAt(MARCH))).isEqualTo(onImage("a=1"));
    assertRefused(
            QueryException.Kind.CONFLICT,
            () -> open("other", Optional.of(ImportRun.Times.RECORDED)))
        .hasMessageContaining("changes of its own");
  }

  @Test
  void whileAnImportHoldsTheProjectNobodyElseWrites() {
    ImportRun run = open("input", Optional.empty());

    assertRefused(QueryException.Kind.CONFLICT, () -> record(add("a", "1")))
        .hasMessageContaining("import");
    assertRefused(QueryException.Kind.CONFLICT, () -> open("other", Optional.empty()))
        .hasMessageContaining("import");
    assertThat(open("input", Optional.empty())).isEqualTo(run);

    client.closeImport(project.id(), run);
    client.closeImport(project.id(), run);
    assertThat(record(add("a", "1")).warnings()).isEmpty();
    assertRefused(QueryException.Kind.CONFLICT, () -> bring(run, event(MARCH, "1", add("a", "2"))))
        .hasMessageContaining("does not hold");
  }

  @Test
  void equalTimesAreAMicrosecondApartAcrossBatches() {
    ImportRun run = open("input", Optional.empty());

    bring(run, event(MARCH, "1", add("a", "1")), event(MARCH, "2", add("a", "2")));
    bring(run, event(MARCH, "3", add("a", "3")), event(APRIL, "4", add("a", "4")));
    client.closeImport(project.id(), run);

    assertThat(allChanges())
        .extracting(RecordedChange::recordedAt)
        .containsExactly(
            MARCH, MARCH.plus(1, ChronoUnit.MICROS), MARCH.plus(2, ChronoUnit.MICROS), APRIL);
  }

  @Test
  void aTimeThatGoesBackIsNamedAndNothingOfTheBatchIsWritten() {
    ImportRun run = open("input", Optional.empty());
    bring(run, event(MARCH, "1", add("a", "1")));

    assertRefused(
            QueryException.Kind.INVALID,
            () ->
                bring(
                    run,
                    event(APRIL, "2", add("a", "2")),
                    event(APRIL.minusSeconds(1), "3", add("a", "3"))))
        .hasMessage(
            "Invalid change_sets[1].event_time: earlier than the one before,"
                + " 2019-04-01T12:00:00Z: 2019-04-01T11:59:59Z");
    assertRefused(
            QueryException.Kind.INVALID,
            () -> bring(run, event(MARCH.minusSeconds(1), "4", add("a", "4"))))
        .hasMessageStartingWith("Invalid change_sets[0].event_time: ");
    assertThat(allChanges()).hasSize(1);
    client.closeImport(project.id(), run);
  }

  @Test
  void aTimeInTheFutureAndABadChangeAreNamed() {
    ImportRun run = open("input", Optional.empty());

    assertRefused(
            QueryException.Kind.INVALID,
            () -> bring(run, event(Instant.now().plusSeconds(600), "1", add("a", "1"))))
        .hasMessageStartingWith("Invalid change_sets[0].event_time: in the future: ");
    assertRefused(
            QueryException.Kind.INVALID,
            () -> bring(run, event(MARCH, "1", add("a", "1")), event(MARCH, "2", add("a", ""))))
        .hasMessage("Invalid change_sets[1].changes[0].value: empty");
    assertThat(allChanges()).isEmpty();
    client.closeImport(project.id(), run);
  }

  @Test
  void aRerunSkipsWhatIsRecorded() {
    ImportRun run = open("input", Optional.empty());
    bring(run, event(MARCH, "1", add("a", "1")), event(MARCH, "2", add("a", "2")));

    List<RecordedChangeSet> again =
        bring(
            open("input", Optional.empty()),
            event(MARCH, "1", add("a", "1")),
            event(MARCH, "2", add("a", "2")),
            event(MARCH, "3", add("a", "3")));
    client.closeImport(project.id(), run);

    assertThat(again).extracting(RecordedChangeSet::repeated).containsExactly(true, true, false);
    assertThat(again.get(2).recordedAt()).isEqualTo(MARCH.plus(2, ChronoUnit.MICROS));
    assertThat(allChanges()).hasSize(3);
  }

  @Test
  void readingDuringAnImportAnswersUpToWhereItIs() {
    ImportRun run = open("input", Optional.empty());
    bring(run, event(MARCH, "1", add("a", "1")));

    Page<LiveAvu> page =
        client.avus(project.id(), new AvuQuery(null, true, AsOf.NOW, null, 10, null));
    assertThat(state(at(MARCH))).isEqualTo(onImage("a=1"));
    assertRefused(QueryException.Kind.UNAVAILABLE, () -> state(at(APRIL)))
        .hasMessage(
            "History is not complete up to %s: an import is open; complete up to %s", APRIL, MARCH);
    bring(run, event(APRIL, "2", delete("a", "1")));
    client.closeImport(project.id(), run);

    assertThat(page.asOf()).isEqualTo(MARCH);
    assertThat(page.items()).hasSize(1);
    assertThat(state(at(page.asOf()))).isEqualTo(onImage("a=1"));
    assertThat(state(at(APRIL))).isEmpty();
  }

  private ImportRun open(String inputId, Optional<ImportRun.Times> times) {
    return client.openImport(project.id(), inputId, times);
  }

  private List<RecordedChangeSet> bring(ImportRun run, ImportedChangeSet... events) {
    return client.importChanges(project.id(), run, List.of(events));
  }

  private static ImportedChangeSet event(Instant time, String requestId, Change... changes) {
    return new ImportedChangeSet("curator7", time, Samples.request(requestId, changes));
  }
}
