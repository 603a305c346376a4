// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * A table with a random past: partitions that change, appends, deleted files, deletes of positions
 * and of values in format 2, deletion vectors in format 3, branches and tags. Its files do not
 * exist: planning never looks at them. Used by one thread.
 */
final class GeneratedTable {
  private static final int MAX_ID = 1_000;
  private static final int LANES = 5;
  private static final List<String> NAMES = List.of("ash", "birch", "cedar", "elm", "oak");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.required(2, "lane", Types.IntegerType.get()),
          Types.NestedField.optional(3, "name", Types.StringType.get()));

  private final Random random;
  private final int formatVersion;
  private final Table table;
  private final List<DataFile> live = new ArrayList<>();
  private final Map<String, Integer> deletions = new HashMap<>();
  private int files;

  private GeneratedTable(Catalog catalog, TableIdentifier identifier, Random random) {
    this.random = random;
    this.formatVersion = random.nextBoolean() ? 2 : 3;
    this.table =
        catalog.createTable(
            identifier, SCHEMA, spec(), Map.of("format-version", Integer.toString(formatVersion)));
  }

  /** Makes one, with a few commits. */
  static GeneratedTable create(Catalog catalog, TableIdentifier identifier, Random random) {
    GeneratedTable generated = new GeneratedTable(catalog, identifier, random);
    generated.append();
    int commits = 2 + random.nextInt(4);
    for (int i = 0; i < commits; i++) {
      generated.change();
    }
    return generated;
  }

  private PartitionSpec spec() {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(SCHEMA);
    switch (random.nextInt(5)) {
      case 0 -> spec.identity("lane");
      case 1 -> spec.bucket("id", 4);
      case 2 -> spec.truncate("name", 1);
      case 3 -> spec.identity("lane").bucket("id", 2);
      default -> {
        // Not partitioned.
      }
    }
    return spec.build();
  }

  private void change() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> append();
      case 3 -> deletePositions();
      case 4 -> deleteValues();
      case 5 -> deleteFile();
      case 6 -> refer();
      default -> repartition();
    }
  }

  private void append() {
    AppendFiles append = random.nextBoolean() ? table.newAppend() : table.newFastAppend();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      DataFile file = file();
      append.appendFile(file);
      live.add(file);
    }
    append.commit();
  }

  private DataFile file() {
    long first = random.nextInt(MAX_ID);
    long last = first + random.nextInt(50);
    int lane = random.nextInt(LANES);
    String name = NAMES.get(random.nextInt(NAMES.size()));
    GenericRecord row = GenericRecord.create(SCHEMA);
    row.setField("id", first);
    row.setField("lane", lane);
    row.setField("name", name);
    PartitionKey key = new PartitionKey(table.spec(), SCHEMA);
    key.partition(row);
    return DataFiles.builder(table.spec())
        .withPath(nextLocation("data"))
        .withFileSizeInBytes(1_000)
        .withPartition(key.copy())
        .withMetrics(metrics(first, last, lane, name))
        .build();
  }

  private String nextLocation(String kind) {
    files++;
    return table.location() + "/data/" + kind + "-" + files + ".parquet";
  }

  private static Metrics metrics(long first, long last, int lane, String name) {
    return new Metrics(
        100L,
        Map.of(1, 100L, 2, 100L, 3, 100L),
        Map.of(1, 100L, 2, 100L, 3, 100L),
        Map.of(1, 0L, 2, 0L, 3, 0L),
        Map.of(),
        bounds(first, lane, name),
        bounds(last, lane, name));
  }

  private static Map<Integer, ByteBuffer> bounds(long id, int lane, String name) {
    return Map.of(
        1, Conversions.toByteBuffer(Types.LongType.get(), id),
        2, Conversions.toByteBuffer(Types.IntegerType.get(), lane),
        3, Conversions.toByteBuffer(Types.StringType.get(), name));
  }

  /** Format 2 has files of positions, for one data file or a whole partition; format 3 vectors. */
  private void deletePositions() {
    if (live.isEmpty()) {
      return;
    }
    DataFile file = live.get(random.nextInt(live.size()));
    FileMetadata.Builder deletes = deletes(file.specId(), file.partition()).ofPositionDeletes();
    if (formatVersion == 3) {
      if (deletions.putIfAbsent(file.location(), 1) != null) {
        return;
      }
      deletes
          .withFormat(FileFormat.PUFFIN)
          .withPath(nextLocation("vectors").replace(".parquet", ".puffin"))
          .withReferencedDataFile(file.location())
          .withContentOffset(4)
          .withContentSizeInBytes(40);
    } else if (random.nextBoolean()) {
      deletes.withReferencedDataFile(file.location());
    }
    RowDelta delta = table.newRowDelta();
    delta.addDeletes(deletes.build()).commit();
  }

  private void deleteValues() {
    if (live.isEmpty()) {
      return;
    }
    DataFile file = live.get(random.nextInt(live.size()));
    DeleteFile deletes =
        deletes(file.specId(), file.partition())
            .ofEqualityDeletes(1)
            .withPath(nextLocation("values"))
            .withMetrics(metrics(random.nextInt(MAX_ID), MAX_ID, 0, "oak"))
            .build();
    table.newRowDelta().addDeletes(deletes).commit();
  }

  private FileMetadata.Builder deletes(int specId, StructLike partition) {
    return FileMetadata.deleteFileBuilder(table.specs().get(specId))
        .withPath(nextLocation("positions"))
        .withFileSizeInBytes(100)
        .withRecordCount(10)
        .withPartition(partition);
  }

  private void deleteFile() {
    if (live.size() > 1) {
      DeleteFiles delete = table.newDelete();
      delete.deleteFile(live.remove(random.nextInt(live.size()))).commit();
    }
  }

  private void refer() {
    long snapshot = anySnapshot();
    if (random.nextBoolean()) {
      table.manageSnapshots().createTag("tag" + files++, snapshot).commit();
      return;
    }
    String branch = "branch" + files++;
    table.manageSnapshots().createBranch(branch, snapshot).commit();
    table.newAppend().appendFile(file()).toBranch(branch).commit();
  }

  private void repartition() {
    if (table.spec().fields().stream().anyMatch(field -> field.name().equals("id_bucket_3"))) {
      table.updateSpec().removeField("id_bucket_3").commit();
    } else {
      table.updateSpec().addField(Expressions.bucket("id", 3)).commit();
    }
  }

  private long anySnapshot() {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    return snapshots.get(random.nextInt(snapshots.size())).snapshotId();
  }

  /** A snapshot that the table has. */
  long snapshot() {
    return anySnapshot();
  }

  /** A branch or tag that the table has. */
  String ref() {
    List<String> refs = new ArrayList<>(table.refs().keySet());
    refs.sort(null);
    return refs.get(random.nextInt(refs.size()));
  }

  /** A condition that some of the files may meet. */
  Expression filter() {
    return switch (random.nextInt(7)) {
      case 0 -> Expressions.equal("lane", random.nextInt(LANES));
      case 1 -> Expressions.lessThan("id", (long) random.nextInt(MAX_ID));
      case 2 -> Expressions.in("name", "ash", "elm");
      case 3 -> Expressions.startsWith("name", "b");
      case 4 ->
          Expressions.and(
              Expressions.greaterThanOrEqual("id", 200L), Expressions.notEqual("lane", 1));
      case 5 -> Expressions.or(Expressions.equal("name", "oak"), Expressions.equal("id", 7L));
      default -> Expressions.not(Expressions.notNull("name"));
    };
  }
}
