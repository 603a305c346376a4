// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotRefType;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The log of a history: names and the expiry of the oldest, and nothing else. */
class HistoryCommitsTest {
  private static final TableIdentifier LOG = TableIdentifier.of("lab_1f09ac", "avu_changes");
  private static final String REFUSAL =
      "Cannot commit to table: only the server changes the history of a project: "
          + "lab_1f09ac.avu_changes";

  /** Snapshots 1 to 5; the second has a name, and the fifth is the current one. */
  private final TableMetadata base = base();

  private static TableMetadata base() {
    TableMetadata.Builder builder =
        TableMetadata.buildFrom(
            TableMetadata.newTableMetadata(
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                "s3://lab/t",
                Map.of("format-version", "2")));
    long now = System.currentTimeMillis();
    for (long id = 1; id <= 5; id++) {
      builder.setBranchSnapshot(
          SnapshotParser.fromJson(
              """
              {"snapshot-id": %d, "sequence-number": %d, "timestamp-ms": %d,
               "summary": {"operation": "append"}, "manifest-list": "s3://lab/t/snap.avro",
               "schema-id": 0}
              """
                  .formatted(id, id, now + id)),
          SnapshotRef.MAIN_BRANCH);
    }
    return builder.setRef("release", SnapshotRef.tagBuilder(2).build()).build();
  }

  private static TableChange change(MetadataUpdate... updates) {
    return new TableChange(LOG, List.of(), List.of(updates));
  }

  private static MetadataUpdate tag(String name) {
    return new MetadataUpdate.SetSnapshotRef(name, 3L, SnapshotRefType.TAG, null, null, null);
  }

  @Test
  void snapshotsGetAndLoseNames() {
    assertThatCode(
            () ->
                HistoryCommits.check(
                    change(tag("paper"), new MetadataUpdate.RemoveSnapshotRef("release")), base))
        .doesNotThrowAnyException();
  }

  @Test
  void theOldestSnapshotsWithoutANameExpire() {
    assertThatCode(
            () ->
                HistoryCommits.check(
                    change(new MetadataUpdate.RemoveSnapshots(Set.of(1L, 3L))), base))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("notTheOldest")
  void noOthersExpire(Set<Long> snapshots) {
    assertThatThrownBy(
            () -> HistoryCommits.check(change(new MetadataUpdate.RemoveSnapshots(snapshots)), base))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage(
            "Cannot commit to table lab_1f09ac.avu_changes: snapshots expire strictly oldest"
                + " first, and those with a name do not");
  }

  static List<Set<Long>> notTheOldest() {
    return List.of(Set.of(3L), Set.of(1L, 2L), Set.of(1L, 3L, 4L, 5L), Set.of(99L));
  }

  @Test
  void theServersOwnTagsAreItsOwn() {
    assertThatThrownBy(() -> HistoryCommits.check(change(tag("varve-day-2026-01-01")), base))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage(
            "Cannot commit to table lab_1f09ac.avu_changes: tags that begin with varve- are the"
                + " server's: varve-day-2026-01-01");
  }

  @ParameterizedTest
  @MethodSource("changesOfTheHistory")
  void nothingElseIsTaken(List<MetadataUpdate> updates) {
    TableChange change = new TableChange(LOG, List.of(), updates);

    assertThatThrownBy(() -> HistoryCommits.check(change, base))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage(REFUSAL);
  }

  static List<List<MetadataUpdate>> changesOfTheHistory() {
    return List.of(
        List.of(),
        List.of(new MetadataUpdate.SetLocation("s3://elsewhere/t")),
        List.of(new MetadataUpdate.SetProperties(Map.of("a", "b"))),
        List.of(tag("main")),
        List.of(new MetadataUpdate.RemoveSnapshotRef("main")),
        List.of(
            new MetadataUpdate.SetSnapshotRef(
                "fork", 3L, SnapshotRefType.BRANCH, null, null, null)),
        List.of(tag("paper"), new MetadataUpdate.RemoveProperties(Set.of("a"))));
  }

  @Test
  void theDerivedTableIsTheServersAlone() {
    TableChange change =
        new TableChange(TableIdentifier.of("lab_1f09ac", "avus"), List.of(), List.of(tag("paper")));

    assertThatThrownBy(() -> HistoryCommits.check(change, base))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage(REFUSAL.replace("avu_changes", "avus"));
  }
}
