// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class AppendedMetadataTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private final long now = Instant.now().toEpochMilli();
  private final TableMetadata empty =
      located(
          TableMetadata.newTableMetadata(
              SCHEMA, PartitionSpec.unpartitioned(), "s3://lab/t", Map.of("format-version", "2")),
          "s3://lab/t/metadata/0.json");

  @Test
  void isTheSameWhetherIcebergBuildsItOrNot() {
    Snapshot snapshot = snapshot(7, null, 1, now);

    TableMetadata built = AppendedMetadata.of(empty, snapshot, List.of(), now);
    TableMetadata composed = AppendedMetadata.of(empty, snapshot, List.of(), now - 3_600_000);

    assertThat(composed.currentSnapshot()).isEqualTo(built.currentSnapshot());
    assertThat(composed.snapshotLog()).isEqualTo(built.snapshotLog());
    assertThat(composed.refs()).isEqualTo(built.refs());
    assertThat(composed.previousFiles()).isEqualTo(built.previousFiles());
    assertThat(composed.lastSequenceNumber()).isEqualTo(built.lastSequenceNumber()).isOne();
    assertThat(composed.uuid()).isEqualTo(built.uuid());
  }

  @Test
  void goesOnWhenTheStampsAreHoursAheadOfTheLocalClock() {
    long ahead = now + 7_200_000;

    TableMetadata first =
        located(
            AppendedMetadata.of(empty, snapshot(7, null, 1, ahead), List.of(), now),
            "s3://lab/t/metadata/1.json");
    TableMetadata second =
        AppendedMetadata.of(first, snapshot(8, 7L, 2, ahead + 1), List.of(), now);

    assertThat(second.snapshotLog())
        .extracting(HistoryEntry::timestampMillis)
        .containsExactly(ahead, ahead + 1);
    assertThat(second.currentSnapshot().snapshotId()).isEqualTo(8);
    assertThat(second.previousFiles())
        .extracting(TableMetadata.MetadataLogEntry::file)
        .containsExactly("s3://lab/t/metadata/0.json", "s3://lab/t/metadata/1.json");
  }

  private static TableMetadata located(TableMetadata metadata, String location) {
    return TableMetadata.buildFrom(metadata)
        .discardChanges()
        .withMetadataLocation(location)
        .build();
  }

  private static Snapshot snapshot(long id, Long parent, long sequence, long millis) {
    return SnapshotParser.fromJson(
        """
        {"snapshot-id": %d, %s "sequence-number": %d, "timestamp-ms": %d,
         "summary": {"operation": "append"}, "manifest-list": "s3://lab/t/metadata/snap.avro",
         "schema-id": 0}
        """
            .formatted(
                id,
                parent == null ? "" : "\"parent-snapshot-id\": " + parent + ",",
                sequence,
                millis));
  }
}
