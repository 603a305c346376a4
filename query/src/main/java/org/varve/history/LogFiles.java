// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.relocated.com.google.common.collect.Iterators;
import org.jspecify.annotations.Nullable;

/**
 * Data files of a log that take the place of others and hold the same rows. Used by one thread,
 * which keeps what it writes only if it commits it.
 */
public final class LogFiles {
  /** Up to here a file is read at once, because each request costs more than its bytes. */
  private static final long SMALL_BYTES = 256 * 1024;

  private final Table table;
  private final TurnFileIO files;
  private final RowFiles rows;
  private final byte[] salt = new byte[32];

  /** Files of a table, written through its {@code io()}. */
  public LogFiles(Table table) {
    this.table = table;
    this.files = new TurnFileIO(table.io());
    this.rows = new RowFiles(table, files);
    new SecureRandom().nextBytes(salt);
  }

  /** Whether the file's rows lie in the table's order. */
  static boolean isSorted(Table table, DataFile file) {
    Integer order = file.sortOrderId();
    return order != null && order != 0 && order == table.sortOrder().orderId();
  }

  /**
   * Writes the rows of small files of one month, sorted, as one file or as few as their size
   * allows, and reads them once more to see that nothing is lost.
   *
   * <p>All of the files are open at once, each with the rows that it reads next.
   *
   * @throws IllegalStateException if a file is not sorted as it says, or what was written holds
   *     other rows
   */
  public List<DataFile> merge(List<DataFile> small, long targetBytes) {
    RowDigest before = new RowDigest(salt);
    List<DataFile> written;
    List<CloseableIterator<Record>> inputs = new ArrayList<>();
    try {
      small.forEach(file -> inputs.add(open(file)));
      Iterator<Record> sorted = Iterators.mergeSorted(inputs, rows.order());
      written =
          rows.writeSorted(small.get(0).partition(), new Watched(sorted, before), targetBytes);
    } finally {
      inputs.forEach(LogFiles::close);
    }
    if (!digest(written).sameAs(before)) {
      throw new IllegalStateException(
          "Merged files hold other rows than those before: " + table.name());
    }
    return written;
  }

  /**
   * Reads files that somebody else wrote to take the place of others.
   *
   * @param added their locations
   * @return what the table is to know of them, as they are and not as anybody says
   * @throws ValidationException if they do not hold the same rows, each as often, or a file holds
   *     none, or those of two months
   */
  public List<DataFile> adopt(Collection<DataFile> removed, Collection<String> added) {
    RowDigest after = new RowDigest(salt);
    List<DataFile> adopted = new ArrayList<>();
    added.forEach(location -> adopted.add(adopt(location, after)));
    RowDigest before = digest(removed);
    if (!after.sameAs(before)) {
      throw new ValidationException(
          "the files that it adds hold other changes (%s rows) than those that it removes (%s rows)",
          after.count(), before.count());
    }
    return adopted;
  }

  private DataFile adopt(String location, RowDigest digest) {
    InputFile input = table.io().newInputFile(location);
    Sight sight = new Sight(location);
    try (CloseableIterable<Record> records = read(FileFormat.PARQUET, input)) {
      for (Record row : records) {
        digest.add(row);
        sight.see(row);
      }
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read data file: %s", location);
    }
    return DataFiles.builder(table.spec())
        .withPath(location)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(input.getLength())
        .withPartition(sight.month())
        .withMetrics(
            NoHadoopFiles.call(() -> ParquetUtil.fileMetrics(input, MetricsConfig.forTable(table))))
        .withSortOrder(sight.sorted ? table.sortOrder() : SortOrder.unsorted())
        .build();
  }

  /** What the rows of one file have in common. */
  private final class Sight {
    private final String location;
    private final Comparator<Record> order = rows.order();
    private final InternalRecordWrapper values =
        new InternalRecordWrapper(table.schema().asStruct());
    private final PartitionKey key = new PartitionKey(table.spec(), table.schema());
    private @Nullable PartitionKey month;
    private @Nullable Record last;
    private boolean sorted = true;

    Sight(String location) {
      this.location = location;
    }

    void see(Record row) {
      key.partition(values.wrap(row));
      if (month == null) {
        month = key.copy();
      } else if (!month.equals(key)) {
        throw new ValidationException("a file that it adds holds two months: %s", location);
      }
      sorted &= last == null || order.compare(last, row) <= 0;
      last = row;
    }

    PartitionKey month() {
      if (month == null) {
        throw new ValidationException("a file that it adds holds nothing: %s", location);
      }
      return month;
    }
  }

  private RowDigest digest(Collection<DataFile> read) {
    RowDigest digest = new RowDigest(salt);
    for (DataFile file : read) {
      try (CloseableIterable<Record> records = read(file)) {
        records.forEach(digest::add);
      } catch (IOException e) {
        throw failure(e, file);
      }
    }
    return digest;
  }

  private CloseableIterator<Record> open(DataFile file) {
    return isSorted(table, file) ? read(file).iterator() : sort(file);
  }

  private CloseableIterator<Record> sort(DataFile file) {
    List<Record> loaded = new ArrayList<>();
    try (CloseableIterable<Record> records = read(file)) {
      records.forEach(loaded::add);
    } catch (IOException e) {
      throw failure(e, file);
    }
    loaded.sort(rows.order());
    return CloseableIterator.withClose(loaded.iterator());
  }

  private CloseableIterable<Record> read(DataFile file) {
    return read(file.format(), input(file));
  }

  private CloseableIterable<Record> read(FileFormat format, InputFile input) {
    // By field id alone: a file without ids would be taken for one with the columns in this order.
    return FormatModelRegistry.readBuilder(format, Record.class, input)
        .project(table.schema())
        .withNameMapping(NameMapping.empty())
        .build();
  }

  private InputFile input(DataFile file) {
    InputFile input = table.io().newInputFile(file.location(), file.fileSizeInBytes());
    if (file.fileSizeInBytes() > SMALL_BYTES) {
      return input;
    }
    try (SeekableInputStream stream = input.newStream()) {
      return new InMemoryInputFile(file.location(), stream.readAllBytes());
    } catch (IOException e) {
      throw failure(e, file);
    }
  }

  private static RuntimeIOException failure(IOException e, DataFile file) {
    return new RuntimeIOException(e, "Failed to read data file: %s", file.location());
  }

  private static void close(CloseableIterator<Record> input) {
    try {
      input.close();
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to close data file");
    }
  }

  /** Deletes everything that was written, as far as that works. */
  public void deleteWritten() {
    files.deleteWritten();
  }

  /** Passes rows on, sees that they are in order, and what they are. */
  private final class Watched implements Iterator<Record> {
    private final Iterator<Record> from;
    private final RowDigest digest;
    private final Comparator<Record> order = rows.order();
    private @Nullable Record last;

    Watched(Iterator<Record> from, RowDigest digest) {
      this.from = from;
      this.digest = digest;
    }

    @Override
    public boolean hasNext() {
      return from.hasNext();
    }

    @Override
    public Record next() {
      Record row = from.next();
      if (last != null && order.compare(last, row) > 0) {
        throw new IllegalStateException("A data file is not sorted as it says: " + table.name());
      }
      last = row;
      digest.add(row);
      return row;
    }
  }
}
