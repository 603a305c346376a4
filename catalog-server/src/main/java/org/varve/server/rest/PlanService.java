// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Scan;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;

/**
 * Plans scans with Iceberg's own scans. Every part of a plan can be planned again from its {@link
 * ScanPlan}, over the snapshot that it is pinned to, by any server; what is kept only spares the
 * server that began a plan of many parts from planning all of it for each. Thread-safe.
 */
final class PlanService {
  /** The most tasks that one answer holds. */
  private static final int TASKS = 2_000;

  private static final Comparator<FileScanTask> FIXED_ORDER =
      Comparator.comparing((FileScanTask task) -> task.file().location())
          .thenComparing(FileScanTask::start);

  /** Of the plans that take more than one answer. A task takes about 2 KiB. */
  private static final long MAX_KEPT_TASKS = 50_000;

  private static final Duration KEPT = Duration.ofMinutes(2);

  private final FileIO io;
  private final Cache<String, List<FileScanTask>> kept =
      Caffeine.newBuilder()
          .maximumWeight(MAX_KEPT_TASKS)
          .weigher((String plan, List<FileScanTask> tasks) -> tasks.size())
          .expireAfterAccess(KEPT)
          .build();

  PlanService(FileIO io) {
    this.io = io;
  }

  /**
   * A new plan, pinned to the snapshot that the request means; empty for a table without any.
   *
   * @throws IllegalArgumentException if the request names a snapshot that is not there
   */
  Optional<ScanPlan> start(TableMetadata metadata, PlanTableScanRequest request) {
    Long asked = request.endSnapshotId() != null ? request.endSnapshotId() : request.snapshotId();
    Snapshot snapshot =
        asked == null ? metadata.currentSnapshot() : metadata.snapshot(asked.longValue());
    if (asked != null && snapshot == null) {
      throw new IllegalArgumentException("Invalid snapshot: it does not exist: " + asked);
    }
    return Optional.ofNullable(snapshot)
        .map(pinned -> new ScanPlan(metadata.uuid(), pinned.snapshotId(), 0, request));
  }

  /** Whether the table still has what a plan is about. */
  boolean isAlive(TableMetadata metadata, ScanPlan plan) {
    return plan.tableUuid().equals(metadata.uuid()) && metadata.snapshot(plan.snapshotId()) != null;
  }

  /** The tasks of a part of a plan, and the parts that follow. */
  Part plan(TableMetadata metadata, ScanPlan plan) {
    List<FileScanTask> all = load(metadata, plan.from(0));
    int from = Math.min(plan.offset(), all.size());
    int to = Math.min(from + TASKS, all.size());
    return new Part(
        new ArrayList<>(all.subList(from, to)),
        to < all.size() ? List.of(plan.from(to)) : List.of());
  }

  private List<FileScanTask> load(TableMetadata metadata, ScanPlan whole) {
    String text = whole.format();
    List<FileScanTask> known = kept.getIfPresent(text);
    if (known != null) {
      return known;
    }
    List<FileScanTask> planned = planAll(metadata, whole);
    if (planned.size() > TASKS) {
      kept.put(text, planned);
    }
    return planned;
  }

  private List<FileScanTask> planAll(TableMetadata metadata, ScanPlan plan) {
    List<FileScanTask> all = new ArrayList<>();
    Table table =
        new BaseTable(new StaticTableOperations(metadata, io), "scan of " + metadata.uuid());
    try (CloseableIterable<FileScanTask> tasks = scan(table, plan).planFiles()) {
      tasks.forEach(all::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Iceberg reads manifests in parallel: without an order of our own the parts would overlap.
    all.sort(FIXED_ORDER);
    return all;
  }

  private static Scan<?, FileScanTask, ?> scan(Table table, ScanPlan plan) {
    PlanTableScanRequest request = plan.request();
    if (request.startSnapshotId() != null) {
      return configure(
          table
              .newIncrementalAppendScan()
              .fromSnapshotExclusive(request.startSnapshotId())
              .toSnapshot(plan.snapshotId()),
          request);
    }
    TableScan scan = table.newScan();
    boolean current =
        table.currentSnapshot() != null
            && table.currentSnapshot().snapshotId() == plan.snapshotId();
    boolean ownSchema = request.useSnapshotSchema() || !current;
    return configure(ownSchema ? scan.useSnapshot(plan.snapshotId()) : scan, request);
  }

  private static <S extends Scan<S, FileScanTask, ?>> S configure(
      S scan, PlanTableScanRequest request) {
    S configured = scan.caseSensitive(request.caseSensitive());
    if (request.select() != null) {
      configured = configured.select(request.select());
    }
    if (request.filter() != null) {
      configured = configured.filter(request.filter());
    }
    return request.statsFields() == null
        ? configured
        : configured.includeColumnStats(request.statsFields());
  }

  /** Tasks, and what is left to plan. */
  record Part(List<FileScanTask> tasks, List<ScanPlan> rest) {}
}
