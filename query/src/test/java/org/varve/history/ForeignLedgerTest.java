// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.varve.sql.QueryException;

/** What the ledger over a foreign catalog does that no contract can see. */
class ForeignLedgerTest {
  private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.000000999Z");
  private static final Clock STOPPED = Clock.fixed(NOW, ZoneOffset.UTC);

  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private Project project;
  private ForeignLedger ledger;

  @BeforeEach
  void open() {
    catalog.initialize("varve", Map.of());
    project =
        new ForeignProjectStore(catalog, STOPPED)
            .create(Samples.ROOT, Project.DEFAULT_DATA_COLLECTION, Samples.ANA);
    ledger = new ForeignLedger(catalog, STOPPED);
  }

  @AfterEach
  void close() throws IOException {
    catalog.close();
  }

  @Test
  void stampsIncreaseWhenTheClockStandsStill() {
    RecordedChangeSet first = record(ledger, "1");
    RecordedChangeSet second = record(ledger, "2");

    assertThat(first.recordedAt()).isEqualTo(Instant.parse("2026-05-04T03:02:01Z"));
    assertThat(second.recordedAt()).isEqualTo(Instant.parse("2026-05-04T03:02:01.000001Z"));
  }

  @Test
  void noStampIsAtOrBeforeATimeThatWasAnswered() {
    ReadPoint point = ledger.readPoint(project, NOW.plusSeconds(3));

    assertThat(point.asOf()).isEqualTo(Instant.parse("2026-05-04T03:02:01Z"));
    assertThat(record(ledger, "1").recordedAt()).isAfter(point.asOf());
  }

  @Test
  void anotherLedgerKnowsWhatTheLogSays() {
    RecordedChangeSet answer = record(ledger, "1");

    ForeignLedger other = new ForeignLedger(catalog, STOPPED);

    assertThat(other.findByRequestId(project, "1")).contains(answer);
    assertThat(other.findRecordedAt(project, answer.snapshotId())).contains(answer.recordedAt());
    try (Turn turn = other.begin(project)) {
      assertThat(turn.previousHash()).contains(answer.hash());
      assertThat(turn.findOpenAdds(List.of(key("1")))).hasSize(1);
    }
  }

  @Test
  void anotherWriterInBetweenCostsTheTurn() {
    ForeignLedger other = new ForeignLedger(catalog, STOPPED);
    try (Turn turn = ledger.begin(project)) {
      record(other, "other");
      Prepared prepared = prepare(turn, "mine");

      assertThatThrownBy(() -> prepared.commit(turn)).isInstanceOf(LostTurnException.class);
    }

    RecordedChangeSet again = record(ledger, "mine");

    assertThat(ledger.listSnapshots(project, Optional.empty(), 10)).hasSize(2);
    assertThat(again.recordedAt())
        .isAfter(ledger.findByRequestId(project, "other").orElseThrow().recordedAt());
  }

  @Test
  void aTableThatIsGoneIsNamed() {
    catalog.dropTable(TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE));

    assertThatThrownBy(() -> ledger.readPoint(project))
        .isInstanceOf(QueryException.class)
        .hasMessage("Table does not exist: " + project.namespace() + ".avu_changes");
  }

  private RecordedChangeSet record(ForeignLedger ledger, String id) {
    try (Turn turn = ledger.begin(project)) {
      Prepared prepared = prepare(turn, id);
      prepared.commit(turn);
      return prepared.answer();
    }
  }

  private Prepared prepare(Turn turn, String id) {
    GroupRows rows = new GroupRows(project, turn, new HashMap<>());
    ChangeSet changeSet = Samples.request(id, Samples.add("depth", id));
    RecordedChangeSet answer =
        rows.append(
            new Draft("", Samples.ANA, changeSet, null), turn.firstStamp(), turn.firstStamp());
    List<Record> added = rows.rows();
    return new Prepared(new RowFiles(turn.table()).write(added), answer, rows.touched());
  }

  private static TripleKey key(String value) {
    return TripleKey.of(TargetType.DATA_OBJECT, Samples.IMAGE, Samples.avu("depth", value));
  }

  private record Prepared(
      List<DataFile> files, RecordedChangeSet answer, Map<TripleKey, Optional<String>> touched) {
    void commit(Turn turn) {
      turn.commit(files, List.of(answer), Map.of(), touched);
    }
  }
}
