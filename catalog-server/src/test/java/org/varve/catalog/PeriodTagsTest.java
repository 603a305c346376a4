// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Each day's and each month's last snapshot keeps a name. */
class PeriodTagsTest {
  private TableMetadata table =
      TableMetadata.newTableMetadata(
          new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
          PartitionSpec.unpartitioned(),
          "s3://lab/t",
          Map.of("format-version", "2"));

  private long commits;

  private void commit(String time) {
    table =
        TableMetadata.buildFrom(table)
            .discardChanges()
            .withMetadataLocation("s3://lab/t/metadata/" + commits + ".json")
            .build();
    commits++;
    long millis = Instant.parse(time).toEpochMilli();
    table =
        AppendedMetadata.of(
            table, snapshot(commits, millis), List.of(), System.currentTimeMillis());
  }

  private static Snapshot snapshot(long number, long millis) {
    return SnapshotParser.fromJson(
        """
        {"snapshot-id": %d, "sequence-number": %d, "timestamp-ms": %d,
         "summary": {"operation": "append"}, "manifest-list": "s3://lab/t/metadata/snap.avro",
         "schema-id": 0}
        """
            .formatted(number, number, millis));
  }

  private Map<String, Long> tags() {
    return table.refs().entrySet().stream()
        .filter(ref -> !ref.getKey().equals(SnapshotRef.MAIN_BRANCH))
        .collect(Collectors.toMap(Map.Entry::getKey, ref -> ref.getValue().snapshotId()));
  }

  @Test
  void theLastSnapshotOfADayIsNamedByTheFirstOfTheNext() {
    commit("2025-01-30T09:00:00Z");
    commit("2025-01-30T23:59:59.999Z");
    assertThat(tags()).isEmpty();

    commit("2025-01-31T00:00:00Z");

    assertThat(tags()).containsExactlyInAnyOrderEntriesOf(Map.of("varve-day-2025-01-30", 2L));
  }

  @Test
  void theLastSnapshotOfAMonthIsNamedToo() {
    commit("2025-01-31T09:00:00Z");
    commit("2025-02-03T09:00:00Z");

    assertThat(tags())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("varve-day-2025-01-31", 1L, "varve-month-2025-01", 1L));
  }

  @Test
  void daysAreForgottenAfterNinetyDaysAndMonthsNever() {
    commit("2025-01-31T09:00:00Z");
    commit("2025-02-01T09:00:00Z");
    commit("2025-05-02T09:00:00Z");

    assertThat(tags())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "varve-month-2025-01", 1L, "varve-day-2025-02-01", 2L, "varve-month-2025-02", 2L));

    commit("2025-05-03T09:00:00Z");
    assertThat(tags().keySet())
        .containsExactlyInAnyOrder(
            "varve-month-2025-01", "varve-month-2025-02", "varve-day-2025-05-02");
  }
}
