// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * Plans of snapshots, which never change, with what Iceberg knows about the values in each file.
 * Thread-safe.
 *
 * <p>Reading the manifests again costs more than most queries. Only snapshots of a modest number of
 * files are kept, so that they do not fill the heap; others are planned each time, with the filter.
 */
final class PlanCache {
  private static final int MAX_FILES_A_PLAN = 2_000;
  private static final int MAX_FILES = 4_000;

  // Read and written under the lock of this object.
  private final LinkedHashMap<Key, List<FileScanTask>> plans = new LinkedHashMap<>(16, 0.75f, true);
  private int files;

  /** The schema is part of it because a task carries it. */
  private record Key(String tableUuid, long snapshotId, int schemaId) {}

  /** The tasks of a scan that may hold rows that match. More than those is allowed. */
  List<FileScanTask> plan(TableScan scan, Expression filter) {
    Snapshot snapshot = scan.snapshot();
    if (snapshot == null) {
      return List.of();
    }
    Key key = key(scan, snapshot);
    if (key == null) {
      return read(scan.filter(filter));
    }
    List<FileScanTask> all = find(key);
    if (all == null) {
      all = read(scan.includeColumnStats());
      put(key, all);
    }
    InclusiveMetricsEvaluator mayMatch = new InclusiveMetricsEvaluator(scan.schema(), filter);
    return all.stream().filter(task -> mayMatch.eval(task.file())).toList();
  }

  /** Null if the plan is not to be kept. */
  private static @Nullable Key key(TableScan scan, Snapshot snapshot) {
    String uuid = ((HasTableOperations) scan.table()).operations().current().uuid();
    int total =
        PropertyUtil.propertyAsInt(
            snapshot.summary(), SnapshotSummary.TOTAL_DATA_FILES_PROP, Integer.MAX_VALUE);
    return uuid == null || total > MAX_FILES_A_PLAN
        ? null
        : new Key(uuid, snapshot.snapshotId(), scan.schema().schemaId());
  }

  private static List<FileScanTask> read(TableScan scan) {
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      List<FileScanTask> planned = new ArrayList<>();
      tasks.forEach(planned::add);
      return List.copyOf(planned);
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to plan table: " + scan.table().name(), e);
    }
  }

  private synchronized @Nullable List<FileScanTask> find(Key key) {
    return plans.get(key);
  }

  private synchronized void put(Key key, List<FileScanTask> plan) {
    if (plan.size() > MAX_FILES_A_PLAN || plans.put(key, plan) != null) {
      return;
    }
    files += plan.size();
    var oldestFirst = plans.entrySet().iterator();
    while (files > MAX_FILES) {
      Map.Entry<Key, List<FileScanTask>> oldest = oldestFirst.next();
      oldestFirst.remove();
      files -= oldest.getValue().size();
    }
  }
}
