// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException.Kind;

/**
 * From a table to a SELECT over local files: Iceberg plans, the cache fetches, field ids bind.
 *
 * <p>Metadata is read through the cache as well, so a plan of a table that did not change reads
 * nothing.
 */
final class RelationBinder {
  private final SqlEngine engine;

  RelationBinder(SqlEngine engine) {
    this.engine = engine;
  }

  /**
   * Hands every file that the SELECT reads, pinned, to {@code pins}; also when it fails.
   *
   * @param checkpoint throws when the answer is not wanted any more
   */
  String bind(
      Table table,
      @Nullable Snapshot snapshot,
      Expression filter,
      Consumer<CachedFile> pins,
      Runnable checkpoint) {
    CachedFileIO io = new CachedFileIO(engine.cache(), table.io());
    Table cached = throughCache(table, io);
    TableScan scan = cached.newScan();
    if (snapshot != null) {
      scan = scan.useSnapshot(snapshot.snapshotId());
    }
    ReadableFiles files =
        new ReadableFiles(engine.cache(), engine.fit(), io, cached, scan.schema());
    List<Path> paths =
        fetch(table, plan(table, scan, filter), task -> files.pin(task, checkpoint), pins);
    return RelationSql.select(scan.schema(), paths);
  }

  /** The table as it is known now, frozen, with another way to read its files. */
  private static Table throughCache(Table table, CachedFileIO io) {
    if (table instanceof HasTableOperations operations) {
      return new BaseTable(
          new StaticTableOperations(operations.operations().current(), io), table.name());
    }
    throw new IllegalStateException("Not a table of metadata and files: " + table.getClass());
  }

  private List<FileScanTask> plan(Table table, TableScan scan, Expression filter) {
    try {
      return engine.plans().plan(scan, filter);
    } catch (NotFoundException e) {
      throw missing(table, e);
    } catch (ValidationException e) {
      throw new QueryException(Kind.INVALID, "Invalid filter: " + e.getMessage(), e);
    }
  }

  private List<Path> fetch(
      Table table,
      List<FileScanTask> tasks,
      Function<FileScanTask, CachedFile> pin,
      Consumer<CachedFile> pins) {
    List<CompletableFuture<CachedFile>> running =
        tasks.stream()
            .map(task -> CompletableFuture.supplyAsync(() -> pin.apply(task), engine.fetches()))
            .toList();
    // All are waited for, failed or not, so that every pin has an owner.
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
        .exceptionally(failure -> null)
        .join();
    List<CompletableFuture<CachedFile>> fetched =
        running.stream().filter(one -> !one.isCompletedExceptionally()).toList();
    fetched.forEach(one -> pins.accept(one.join()));
    if (fetched.size() < running.size()) {
      throw firstFailure(table, running);
    }
    return fetched.stream()
        .map(CompletableFuture::join)
        .filter(file -> file.length() > 0)
        .map(CachedFile::path)
        .toList();
  }

  private static RuntimeException firstFailure(
      Table table, List<CompletableFuture<CachedFile>> running) {
    for (CompletableFuture<CachedFile> one : running) {
      try {
        one.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof NotFoundException absent) {
          return missing(table, absent);
        }
        return e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
    return new IllegalStateException("None of the files failed");
  }

  private static QueryException missing(Table table, NotFoundException e) {
    return new QueryException(
        Kind.FAILED, "Failed to read table " + table.name() + ": " + e.getMessage(), e);
  }
}
