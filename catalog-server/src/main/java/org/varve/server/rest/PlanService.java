// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
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
 * Plans scans with Iceberg's own scans. Keeps nothing between requests: every part of a plan is
 * planned again from its {@link ScanPlan}, over the snapshot that it is pinned to. Thread-safe.
 */
final class PlanService {
  /** The most tasks that one answer holds. */
  private static final int TASKS = 2_000;

  private static final Comparator<FileScanTask> FIXED_ORDER =
      Comparator.comparing((FileScanTask task) -> task.file().location())
          .thenComparing(FileScanTask::start);

  private final FileIO io;

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
    int from = Math.min(plan.offset(), all.size());
    int to = Math.min(from + TASKS, all.size());
    return new Part(
        new ArrayList<>(all.subList(from, to)),
        to < all.size() ? List.of(plan.from(to)) : List.of());
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
