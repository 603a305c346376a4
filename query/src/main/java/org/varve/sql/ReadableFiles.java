// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.varve.sql.QueryException.Kind;

/**
 * Local Parquet files that hold exactly the rows of a plan's tasks, columns by field id: the data
 * file itself when DuckDB reads it right, and a derived one otherwise. Thread-safe.
 */
final class ReadableFiles {
  private final FileCache cache;
  private final ParquetFit fit;
  private final CachedFileIO io;
  private final Table table;
  private final Schema schema;
  private final String schemaJson;

  /**
   * @param table the table that was planned, reading through {@code io}
   * @param schema the columns that are to be read
   */
  ReadableFiles(FileCache cache, ParquetFit fit, CachedFileIO io, Table table, Schema schema) {
    this.cache = cache;
    this.fit = fit;
    this.io = io;
    this.table = table;
    this.schema = DerivedFile.withoutUnknown(schema);
    this.schemaJson = SchemaParser.toJson(this.schema);
  }

  /**
   * The local file of one task; empty if the task has no rows.
   *
   * @throws QueryException of kind UNPROCESSABLE if the data file cannot be read correctly
   */
  CachedFile pin(FileScanTask task, Runnable checkpoint) {
    checkpoint.run();
    requireReadable(task);
    DerivedFile derived = new DerivedFile(io, table, task, schema);
    if (task.file().format() == FileFormat.PARQUET) {
      CachedFile file = io.pin(task.file().location(), task.file().fileSizeInBytes());
      ParquetFit.Answer answer = answer(task, file);
      if (answer == ParquetFit.Answer.DIRECT && task.deletes().isEmpty()) {
        return file;
      }
      file.close();
      // Iceberg would fall back to the order of the columns, which may be another one.
      if (answer == ParquetFit.Answer.NAMELESS && !derived.hasNameMapping()) {
        throw refusal("it has no field ids and the table no name mapping", task);
      }
    }
    return derive(derived, task, checkpoint);
  }

  private ParquetFit.Answer answer(FileScanTask task, CachedFile file) {
    try {
      return fit.answer(task, file, schema, schemaJson);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private CachedFile derive(DerivedFile derived, FileScanTask task, Runnable checkpoint) {
    try {
      return cache.pin(
          derived.key(), FileCache.UNKNOWN_LENGTH, target -> derived.writeTo(target, checkpoint));
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to read data file: " + task.file().location(), e);
    }
  }

  private static void requireReadable(FileScanTask task) {
    boolean known =
        task.file().format() == FileFormat.PARQUET || task.file().format() == FileFormat.AVRO;
    if (!known) {
      throw refusal("its format is not supported", task);
    }
    if (task.file().keyMetadata() != null) {
      throw refusal("it is encrypted", task);
    }
  }

  private static QueryException refusal(String reason, FileScanTask task) {
    return new QueryException(
        Kind.UNPROCESSABLE, "Cannot query data file: " + reason + ": " + task.file().location());
  }
}
