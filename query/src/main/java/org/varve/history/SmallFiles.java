// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.relocated.com.google.common.util.concurrent.MoreExecutors;

/**
 * The small data files of a log, in groups that are to become one file or a few. Used by one
 * thread.
 *
 * <p>The files of a group are of one month, and so few, and of so few unsorted rows, that they can
 * be merged in bounded memory. All groups together are what one pass should read and write.
 */
public final class SmallFiles {
  /** Each is open while its group is merged. */
  private static final int MAX_FILES = 200;

  /** Of each open file a row group is in memory, of about this size at most. */
  private static final long ROW_GROUP_BYTES = 6L << 20;

  private static final long MAX_OPEN_BYTES = 32L << 20;
  private static final int MAX_CANDIDATES = 20_000;
  private static final long MAX_UNSORTED_ROWS = 50_000;
  private static final long MAX_BYTES = 1L << 30;

  private final Table table;
  private final MergePolicy policy;
  private final long monthNow;
  private final List<List<DataFile>> groups = new ArrayList<>();
  private long bytes;

  private SmallFiles(Table table, MergePolicy policy, Instant now) {
    this.table = table;
    this.policy = policy;
    this.monthNow =
        ChronoUnit.MONTHS.between(Instant.EPOCH.atZone(ZoneOffset.UTC), now.atZone(ZoneOffset.UTC));
  }

  /**
   * The groups that are worthwhile, the oldest months first.
   *
   * @param now months before its own are over
   */
  public static List<List<DataFile>> list(Table table, MergePolicy policy, Instant now) {
    SmallFiles small = new SmallFiles(table, policy, now);
    small.byMonth().forEach(small::group);
    return small.groups;
  }

  private Map<Integer, List<DataFile>> byMonth() {
    Map<Integer, List<DataFile>> months = new TreeMap<>();
    int found = 0;
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().planWith(MoreExecutors.newDirectExecutorService()).planFiles()) {
      for (FileScanTask task : tasks) {
        int month = task.file().partition().get(0, Integer.class);
        if (isCandidate(task, month) && found++ < MAX_CANDIDATES) {
          months.computeIfAbsent(month, key -> new ArrayList<>()).add(task.file());
        }
      }
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to plan table: %s", table.name());
    }
    return months;
  }

  private boolean isCandidate(FileScanTask task, int month) {
    return task.spec().specId() == table.spec().specId()
        && task.deletes().isEmpty()
        && policy.isSmall(task.file().fileSizeInBytes(), month < monthNow)
        && unsortedRows(task.file()) <= MAX_UNSORTED_ROWS;
  }

  private long unsortedRows(DataFile file) {
    return LogFiles.isSorted(table, file) ? 0 : file.recordCount();
  }

  private void group(int month, List<DataFile> files) {
    if (!policy.isWorthwhile(files.size(), month < monthNow)) {
      return;
    }
    // Smallest first: the large ones among them are written again only if all fit.
    files.sort(Comparator.comparingLong(DataFile::fileSizeInBytes));
    List<DataFile> group = new ArrayList<>();
    for (DataFile file : files) {
      if (!fits(group, file)) {
        add(group);
        group = new ArrayList<>();
      }
      group.add(file);
    }
    add(group);
  }

  private boolean fits(List<DataFile> group, DataFile next) {
    long unsorted = unsortedRows(next);
    long open = openBytes(next);
    for (DataFile file : group) {
      unsorted += unsortedRows(file);
      open += openBytes(file);
    }
    return group.size() < MAX_FILES && unsorted <= MAX_UNSORTED_ROWS && open <= MAX_OPEN_BYTES;
  }

  private static long openBytes(DataFile file) {
    return Math.min(file.fileSizeInBytes(), ROW_GROUP_BYTES);
  }

  private void add(List<DataFile> group) {
    long size = group.stream().mapToLong(DataFile::fileSizeInBytes).sum();
    if (group.size() > 1 && (groups.isEmpty() || bytes + size <= MAX_BYTES)) {
      groups.add(group);
      bytes += size;
    }
  }
}
