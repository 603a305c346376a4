// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.varve.history.Project;
import org.varve.history.ReadPoint;
import org.varve.history.RecordedChangeSet;
import org.varve.history.Turn;

/** A ledger over a database, and change sets that are as small as they can be. */
final class LedgerFixture implements AutoCloseable {
  static final LedgerTimes IMPATIENT =
      new LedgerTimes(
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofSeconds(20),
          Duration.ofMinutes(10));

  final Database database;
  final PostgresCatalog catalog;
  final PostgresProjectStore projects;
  final PostgresLedger ledger;

  LedgerFixture(Database database, FileIO io, LedgerTimes times) {
    this.database = database;
    this.catalog =
        new PostgresCatalog(
            database, new BucketStore(database, "memory://warehouse"), io, Map.of());
    this.projects =
        new PostgresProjectStore(
            database, catalog, (path, dataCollection, bucket) -> "memory://" + bucket);
    this.ledger = PostgresLedger.open(database, catalog, times);
  }

  Project enrol() {
    return projects.create("/zone/home/lab/" + UUID.randomUUID(), ".mesa/iceberg", "alice#zone");
  }

  /** Records change sets in one snapshot, at the turn's own stamps. */
  List<RecordedChangeSet> record(Project project, String... requestIds) {
    try (Turn turn = ledger.begin(project)) {
      return commit(turn, turn.firstStamp(), requestIds);
    }
  }

  /** Commits change sets that are stamped from {@code first} on. */
  static List<RecordedChangeSet> commit(Turn turn, Instant first, String... requestIds) {
    List<RecordedChangeSet> changeSets = changeSets(turn, first, requestIds);
    turn.commit(List.of(dataFile(turn.table(), first)), changeSets, Map.of(), Map.of());
    return changeSets;
  }

  static List<RecordedChangeSet> changeSets(Turn turn, Instant first, String... requestIds) {
    List<RecordedChangeSet> changeSets = new ArrayList<>();
    for (int i = 0; i < requestIds.length; i++) {
      changeSets.add(
          new RecordedChangeSet(
              UUID.randomUUID().toString(),
              requestIds[i],
              turn.snapshotId(),
              first.plusNanos(1_000L * i),
              1,
              List.of(),
              "hash-of-" + requestIds[i],
              false));
    }
    return changeSets;
  }

  /** A file of one row, of which only the bounds are true. */
  static DataFile dataFile(Table table, Instant recordedAt) {
    PartitionKey month = new PartitionKey(table.spec(), table.schema());
    month.partition(row(micros(recordedAt), table));
    OutputFile file =
        table
            .io()
            .newOutputFile(
                table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet"));
    try (PositionOutputStream stream = file.create()) {
      stream.write(recordedAt.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DataFiles.builder(table.spec())
        .withInputFile(file.toInputFile())
        .withPartition(month)
        .withRecordCount(1)
        .withMetrics(metrics(recordedAt))
        .build();
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  private static StructLike row(long micros, Table table) {
    GenericRecord row = GenericRecord.create(table.schema());
    row.setField("recorded_at", micros);
    return row;
  }

  private static org.apache.iceberg.Metrics metrics(Instant recordedAt) {
    var bound = Conversions.toByteBuffer(Types.TimestampType.withZone(), micros(recordedAt));
    Map<Integer, java.nio.ByteBuffer> bounds = new HashMap<>();
    bounds.put(21, bound);
    return new org.apache.iceberg.Metrics(
        1L, Map.of(), Map.of(21, 1L), Map.of(21, 0L), Map.of(), bounds, bounds);
  }

  /** How many data files a table has, one for each commit here. */
  static int files(Table table) {
    int files = 0;
    try (var tasks = table.newScan().planFiles()) {
      for (var task : tasks) {
        files++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** How many data files hold a row that was recorded at or before the point's time. */
  static int filesUpTo(ReadPoint point) {
    int files = 0;
    try (var tasks =
        point
            .changes()
            .newScan()
            .filter(Expressions.lessThanOrEqual("recorded_at", micros(point.asOf())))
            .planFiles()) {
      for (var task : tasks) {
        files++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  @Override
  public void close() {
    ledger.close();
  }
}
