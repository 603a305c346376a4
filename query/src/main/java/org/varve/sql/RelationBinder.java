// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
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

  /** Hands every file that the SELECT reads, pinned, to {@code pins}; also when it fails. */
  String bind(
      Table table, @Nullable Snapshot snapshot, Expression filter, Consumer<CachedFile> pins) {
    CachedFileIO io = new CachedFileIO(engine.cache(), table.io());
    TableScan scan = scan(table, io, snapshot, filter);
    Schema schema = scan.schema();
    List<FileScanTask> tasks = plan(table, scan);
    tasks.forEach(RelationBinder::requireReadable);
    return RelationSql.select(schema, fetch(table, io, tasks, pins));
  }

  private static TableScan scan(
      Table table, CachedFileIO io, @Nullable Snapshot snapshot, Expression filter) {
    TableScan scan = throughCache(table, io).newScan().filter(filter);
    return snapshot == null ? scan : scan.useSnapshot(snapshot.snapshotId());
  }

  /** The table as it is known now, frozen, with another way to read its files. */
  private static Table throughCache(Table table, CachedFileIO io) {
    if (table instanceof HasTableOperations operations) {
      return new BaseTable(
          new StaticTableOperations(operations.operations().current(), io), table.name());
    }
    throw new IllegalStateException("Not a table of metadata and files: " + table.getClass());
  }

  private static List<FileScanTask> plan(Table table, TableScan scan) {
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      List<FileScanTask> planned = new ArrayList<>();
      tasks.forEach(planned::add);
      return planned;
    } catch (NotFoundException e) {
      throw missing(table, e);
    } catch (ValidationException e) {
      throw new QueryException(Kind.INVALID, "Invalid filter: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to plan table: " + table.name(), e);
    }
  }

  private static void requireReadable(FileScanTask task) {
    if (task.file().format() != FileFormat.PARQUET || !task.deletes().isEmpty()) {
      throw new QueryException(
          Kind.UNPROCESSABLE,
          "Cannot query data file: not plain Parquet: " + task.file().location());
    }
  }

  private List<Path> fetch(
      Table table, CachedFileIO io, List<FileScanTask> tasks, Consumer<CachedFile> pins) {
    List<CompletableFuture<CachedFile>> running =
        tasks.stream()
            .map(task -> task.file())
            .map(
                file ->
                    CompletableFuture.supplyAsync(
                        () -> io.pin(file.location(), file.fileSizeInBytes()), engine.fetches()))
            .toList();
    // All are waited for, failed or not, so that every pin has an owner.
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
        .exceptionally(failure -> null)
        .join();
    List<Path> paths = new ArrayList<>();
    for (CompletableFuture<CachedFile> one : running) {
      if (!one.isCompletedExceptionally()) {
        pins.accept(one.join());
        paths.add(one.join().path());
      }
    }
    if (paths.size() < running.size()) {
      throw firstFailure(table, running);
    }
    return paths;
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
