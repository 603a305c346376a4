// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirement.AssertCurrentSchemaID;
import org.apache.iceberg.UpdateRequirement.AssertDefaultSortOrderID;
import org.apache.iceberg.UpdateRequirement.AssertDefaultSpecID;
import org.apache.iceberg.UpdateRequirement.AssertLastAssignedFieldId;
import org.apache.iceberg.UpdateRequirement.AssertLastAssignedPartitionId;
import org.apache.iceberg.UpdateRequirement.AssertRefSnapshotID;
import org.apache.iceberg.UpdateRequirement.AssertTableUUID;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableStateTest {
  private static final String LOCATION = "s3://warehouse/t/metadata/00001.metadata.json";
  private static final TableMetadata METADATA = metadata();

  private static TableMetadata metadata() {
    Schema schema = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    TableMetadata created =
        TableMetadata.newTableMetadata(
            schema,
            PartitionSpec.builderFor(schema).identity("id").build(),
            SortOrder.unsorted(),
            "s3://warehouse/t",
            Map.of());
    return TableMetadata.buildFrom(created)
        .setBranchSnapshot(
            SnapshotParser.fromJson(
                """
                {"snapshot-id": 7, "sequence-number": 1, "timestamp-ms": 1700000000000,
                 "summary": {"operation": "append"}, "manifest-list": "s3://warehouse/t/m.avro"}
                """),
            "main")
        .setRef("1.0", SnapshotRef.tagBuilder(7).build())
        .build();
  }

  private static Stream<UpdateRequirement> requirements() {
    return Stream.of(
        new AssertTableUUID(METADATA.uuid().toUpperCase(Locale.ROOT)),
        new AssertTableUUID("00000000-0000-4000-8000-000000000000"),
        new AssertRefSnapshotID("main", 7L),
        new AssertRefSnapshotID("main", 6L),
        new AssertRefSnapshotID("main", null),
        new AssertRefSnapshotID("1.0", 7L),
        new AssertRefSnapshotID("1.0", 8L),
        new AssertRefSnapshotID("1.0", null),
        new AssertRefSnapshotID("side", null),
        new AssertRefSnapshotID("side", 7L),
        new AssertLastAssignedFieldId(1),
        new AssertLastAssignedFieldId(2),
        new AssertCurrentSchemaID(0),
        new AssertCurrentSchemaID(1),
        new AssertLastAssignedPartitionId(1000),
        new AssertLastAssignedPartitionId(999),
        new AssertDefaultSpecID(0),
        new AssertDefaultSpecID(5),
        new AssertDefaultSortOrderID(0),
        new AssertDefaultSortOrderID(1));
  }

  @ParameterizedTest
  @MethodSource("requirements")
  void saysOfARequirementWhatIcebergSaysAfterALookAtTheMetadata(UpdateRequirement requirement) {
    TableState kept = keep(TableState.of(METADATA));

    Throwable failure = catchThrowable(() -> requirement.validate(METADATA));

    if (failure == null) {
      assertThat(kept.findViolation(List.of(requirement))).isEmpty();
    } else {
      assertThat(kept.findViolation(List.of(requirement))).contains(failure.getMessage());
    }
  }

  @Test
  void leavesWhatItDoesNotKnowToTheLookAtTheMetadata() {
    TableState state = TableState.of(METADATA);

    assertThat(state.findViolation(List.of(new UpdateRequirement.AssertTableDoesNotExist())))
        .isEmpty();
  }

  @Test
  void countsForNothingOnceThePointerHasMoved() {
    String kept = TableState.of(METADATA).format(LOCATION).orElseThrow();

    assertThat(TableState.parse(kept, LOCATION)).contains(TableState.of(METADATA));
    assertThat(TableState.parse(kept, LOCATION.replace("00001", "00002"))).isEmpty();
  }

  @Test
  void isNotKeptOfATableWithVeryManyRefs() {
    TableMetadata.Builder builder = TableMetadata.buildFrom(METADATA);
    IntStream.range(0, 200)
        .forEach(i -> builder.setRef("tag-" + i, SnapshotRef.tagBuilder(7).build()));

    assertThat(TableState.of(builder.build()).format(LOCATION)).isEmpty();
  }

  private static TableState keep(TableState state) {
    return TableState.parse(state.format(LOCATION).orElseThrow(), LOCATION).orElseThrow();
  }
}
