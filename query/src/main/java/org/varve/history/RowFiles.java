// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;

/**
 * Writes rows of {@code avu_changes} as Parquet files: of one month each, sorted by path. Used by
 * one thread; the files belong to whoever gave the table.
 */
final class RowFiles {
  private final Table table;
  private final FileIO io;
  private final FileWriterFactory<Record> writers;
  private final OutputFileFactory locations;
  private final InternalRecordWrapper values;

  RowFiles(Table table) {
    this(table, table.io());
  }

  /** Writes the table's files through {@code io}. */
  RowFiles(Table table, FileIO io) {
    this.table = table;
    this.io = io;
    this.writers =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .dataSchema(table.schema())
            .dataSortOrder(table.sortOrder())
            .build();
    this.locations =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .ioSupplier(() -> io)
            .build();
    this.values = new InternalRecordWrapper(table.schema().asStruct());
  }

  /** Writes all rows, one file a month. After a failure some may be there, complete or not. */
  List<DataFile> write(List<Record> rows) {
    Map<PartitionKey, List<Record>> months = new LinkedHashMap<>();
    PartitionKey month = new PartitionKey(table.spec(), table.schema());
    for (Record row : rows) {
      month.partition(values.wrap(row));
      List<Record> found = months.get(month);
      if (found == null) {
        found = new ArrayList<>();
        months.put(month.copy(), found);
      }
      found.add(row);
    }
    List<DataFile> files = new ArrayList<>();
    months.forEach((key, found) -> files.add(NoHadoopFiles.call(() -> writeMonth(key, found))));
    return files;
  }

  private DataFile writeMonth(PartitionKey month, List<Record> rows) {
    rows.sort(order());
    DataWriter<Record> writer =
        writers.newDataWriter(locations.newOutputFile(table.spec(), month), table.spec(), month);
    try (writer) {
      rows.forEach(writer::write);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to write %s rows of %s", rows.size(), table.name());
    }
    return writer.toDataFile();
  }

  /**
   * Writes rows of one month that come in {@link #order}, as files that follow each other in it.
   * After a failure some files may be there, complete or not.
   *
   * @param targetBytes about the size of each file but the last
   */
  List<DataFile> writeSorted(StructLike month, Iterator<Record> rows, long targetBytes) {
    return NoHadoopFiles.call(
        () -> {
          RollingDataWriter<Record> writer =
              new RollingDataWriter<>(writers, locations, io, targetBytes, table.spec(), month);
          try (writer) {
            rows.forEachRemaining(writer::write);
          } catch (IOException e) {
            throw new RuntimeIOException(e, "Failed to write rows of %s", table.name());
          }
          return writer.result().dataFiles();
        });
  }

  /** How rows lie in a file. */
  Comparator<Record> order() {
    Comparator<StructLike> order =
        SortOrderComparators.forSchema(table.schema(), table.sortOrder());
    InternalRecordWrapper left = new InternalRecordWrapper(table.schema().asStruct());
    InternalRecordWrapper right = new InternalRecordWrapper(table.schema().asStruct());
    return (a, b) -> order.compare(left.wrap(a), right.wrap(b));
  }
}
