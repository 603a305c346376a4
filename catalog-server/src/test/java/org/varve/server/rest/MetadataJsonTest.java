// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COMMITS = 300;

  private long lastSnapshotId;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void afterAnyCommitTheJsonIsWhatIcebergWrites(int formatVersion) throws IOException {
    Random random = new Random(formatVersion);
    TableMetadata metadata = table(formatVersion);
    MetadataJson json = MetadataJson.of(metadata);
    int spliced = 0;

    for (int i = 0; i < COMMITS; i++) {
      TableMetadata stored =
          TableMetadata.buildFrom(metadata)
              .discardChanges()
              .withMetadataLocation("s3://warehouse/t/metadata/" + i + "-\"ä\".metadata.json")
              .build();
      metadata = change(stored, random);
      Optional<MetadataJson> next = json.followedBy(metadata);
      spliced += next.isPresent() ? 1 : 0;
      json = next.orElse(MetadataJson.of(metadata));

      assertThat(tree(json)).isEqualTo(JSON.readTree(TableMetadataParser.toJson(metadata)));
    }

    assertThat(spliced).isBetween(COMMITS / 2, COMMITS - 10);
    TableMetadata read = TableMetadataParser.fromJson(text(json));
    assertThat(read.snapshots()).isEqualTo(metadata.snapshots());
    assertThat(read.refs()).isEqualTo(metadata.refs());
    assertThat(read.snapshotLog().stream().map(HistoryEntry::snapshotId).toList())
        .isEqualTo(metadata.snapshotLog().stream().map(HistoryEntry::snapshotId).toList());
    assertThat(read.previousFiles()).isEqualTo(metadata.previousFiles());
  }

  @Test
  void anAppendIsPutTogetherFromWhatWasThere() {
    TableMetadata first = append(table(2), "main");
    MetadataJson json = MetadataJson.of(first);

    assertThat(json.followedBy(append(first, "main"))).isPresent();
  }

  @Test
  void whatChangesMoreThanSnapshotsIsWrittenWhole() {
    TableMetadata first = append(append(table(2), "main"), "main");
    MetadataJson json = MetadataJson.of(first);
    Snapshot oldest = first.snapshots().get(0);

    assertThat(
            json.followedBy(
                TableMetadata.buildFrom(first).setProperties(Map.of("owner", "ana")).build()))
        .isEmpty();
    assertThat(
            json.followedBy(
                TableMetadata.buildFrom(first).removeSnapshots(List.of(oldest)).build()))
        .isEmpty();
    assertThat(json.followedBy(TableMetadata.buildFrom(first).setLocation("s3://x/y").build()))
        .isEmpty();
    assertThat(json.followedBy(append(table(2), "main"))).isEmpty();
  }

  private static JsonNode tree(MetadataJson json) throws IOException {
    return JSON.readTree(json.bytes());
  }

  private static String text(MetadataJson json) {
    return new String(json.bytes(), StandardCharsets.UTF_8);
  }

  private static TableMetadata table(int formatVersion) {
    Schema schema =
        new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "größe \"x\"", Types.StringType.get()));
    return TableMetadata.newTableMetadata(
        schema,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        "s3://warehouse/t",
        Map.of("format-version", Integer.toString(formatVersion), "comment", "\"metadata-log\":["));
  }

  private TableMetadata change(TableMetadata base, Random random) {
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    switch (random.nextInt(20)) {
      case 0 -> builder.setProperties(Map.of("number", Integer.toString(random.nextInt())));
      case 1 ->
          builder.addSchema(
              new Schema(
                  Types.NestedField.required(1, "id", Types.LongType.get()),
                  Types.NestedField.optional(
                      base.lastColumnId() + 1, "c" + random.nextInt(), Types.LongType.get())));
      case 2 ->
          builder.setRef(
              "tag " + random.nextInt(9),
              SnapshotRef.tagBuilder(addSnapshot(builder, base, "main"))
                  .maxRefAgeMs(9_000L)
                  .build());
      case 3 ->
          base.refs().keySet().stream()
              .filter(name -> !name.equals("main"))
              .findFirst()
              .ifPresentOrElse(builder::removeRef, () -> addSnapshot(builder, base, "side"));
      case 4 -> {
        if (base.snapshots().size() > 5) {
          List<Long> named = base.refs().values().stream().map(SnapshotRef::snapshotId).toList();
          builder.removeSnapshots(
              base.snapshots().stream()
                  .limit(3)
                  .filter(snapshot -> !named.contains(snapshot.snapshotId()))
                  .toList());
          addSnapshot(builder, base, "main");
        } else {
          addSnapshot(builder, base, "main");
        }
      }
      case 5 -> addSnapshot(builder, base, "side");
      case 6 -> {
        // Two on one branch in one commit: the first of them is in no log.
        addSnapshot(builder, base, "main");
        builder.setBranchSnapshot(snapshot(builder.build(), "main"), "main");
      }
      default -> addSnapshot(builder, base, "main");
    }
    return builder.build();
  }

  private TableMetadata append(TableMetadata base, String branch) {
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    addSnapshot(builder, base, branch);
    return builder.build();
  }

  private long addSnapshot(TableMetadata.Builder builder, TableMetadata base, String branch) {
    Snapshot snapshot = snapshot(base, branch);
    builder.setBranchSnapshot(snapshot, branch);
    return snapshot.snapshotId();
  }

  private Snapshot snapshot(TableMetadata base, String branch) {
    SnapshotRef ref = base.ref(branch);
    lastSnapshotId++;
    String parent = ref == null ? "" : "\"parent-snapshot-id\": " + ref.snapshotId() + ",";
    String sequence =
        base.formatVersion() == 1
            ? ""
            : "\"sequence-number\": " + (base.lastSequenceNumber() + 1) + ",";
    String rows =
        base.formatVersion() < 3
            ? ""
            : "\"first-row-id\": " + base.nextRowId() + ", \"added-rows\": 7,";
    return SnapshotParser.fromJson(
        """
        {"snapshot-id": %d, %s %s %s "timestamp-ms": %d, "schema-id": 0,
         "summary": {"operation": "append", "note": "a \\"quoted\\" ü"},
         "manifest-list": "s3://warehouse/t/metadata/snap-%d.avro"}
        """
            .formatted(
                lastSnapshotId,
                parent,
                sequence,
                rows,
                System.currentTimeMillis(),
                lastSnapshotId));
  }
}
