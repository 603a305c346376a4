// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.relocated.com.google.common.collect.Iterables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.varve.history.HistorySnapshot;
import org.varve.history.Project;
import org.varve.history.RecordedChangeSet;

/** What a table's metadata costs does not grow with the number of commits. */
class LedgerGrowthTest {
  private static final LedgerTimes AT_ONCE =
      new LedgerTimes(
          Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ZERO);
  private static final int COMMITS = UnnamedSnapshots.MAX + 6;

  private final FaultyFileIO io = new FaultyFileIO();
  private final Database database = Database.open(TestDatabase.create());
  private final LedgerFixture fixture = new LedgerFixture(database, io, AT_ONCE);
  private final Project project = fixture.enrol();

  @AfterEach
  void close() {
    fixture.close();
    database.close();
  }

  @Test
  void keepsTheNewestSnapshotsTheTagsAndAllFiles() {
    RecordedChangeSet tagged = fixture.record(project, "tagged").get(0);
    fixture
        .catalog
        .loadTable(LogTables.identifierOf(project))
        .manageSnapshots()
        .createTag("release", tagged.snapshotId())
        .commit();
    RecordedChangeSet expired = fixture.record(project, "expired").get(0);
    for (int i = 2; i < COMMITS; i++) {
      fixture.record(project, "request-" + i);
    }

    Table changes = fixture.ledger.readPoint(project).changes();
    TableMetadata metadata = ((BaseTable) changes).operations().current();
    assertThat(metadata.snapshots())
        .hasSize(UnnamedSnapshots.MAX + metadata.refs().size() - 1)
        .extracting(Snapshot::snapshotId)
        .contains(tagged.snapshotId())
        .doesNotContain(expired.snapshotId());
    assertThat(metadata.snapshotLog()).hasSizeGreaterThanOrEqualTo(UnnamedSnapshots.MAX);
    assertThat(LedgerFixture.files(changes)).isEqualTo(COMMITS);
    assertThat(changes.currentSnapshot().allManifests(changes.io())).hasSizeLessThan(100);
    assertThat(fixture.ledger.findRecordedAt(project, expired.snapshotId()))
        .contains(expired.recordedAt());
    assertThat(Iterables.getLast(fixture.ledger.listSnapshots(project, Optional.empty(), COMMITS)))
        .isEqualTo(new HistorySnapshot(tagged.snapshotId(), tagged.recordedAt(), 1, 1, true));

    fixture.ledger.sweep();
    Set<String> left = io.existing();
    assertThat(left).filteredOn(location -> location.endsWith(".metadata.json")).hasSize(101);
    assertThat(left)
        .filteredOn(location -> location.contains("/snap-"))
        .hasSize(UnnamedSnapshots.MAX + metadata.refs().size() - 1);
    assertThat(left).filteredOn(location -> location.endsWith(".parquet")).hasSize(COMMITS);
    assertThat(LedgerFixture.files(fixture.ledger.readPoint(project).changes())).isEqualTo(COMMITS);
  }
}
