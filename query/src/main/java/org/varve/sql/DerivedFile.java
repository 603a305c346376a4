// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

/**
 * What one data file means in one schema, deletes applied, written as a Parquet file that DuckDB
 * reads right. Iceberg's own reader does the work. Immutable.
 *
 * <p>A file without rows is written as zero bytes.
 */
final class DerivedFile {
  private static final int ROWS_BETWEEN_CHECKS = 4_096;

  private final FileIO io;
  private final FileScanTask task;
  private final Schema tableSchema;
  private final Schema schema;
  private final @Nullable String nameMapping;

  DerivedFile(FileIO io, Table table, FileScanTask task, Schema schema) {
    this.io = io;
    this.task = task;
    this.tableSchema = table.schema();
    this.schema = schema;
    this.nameMapping = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
  }

  boolean hasNameMapping() {
    return nameMapping != null;
  }

  /** Equal for files with the same content, in every process. */
  String key() {
    String deletes =
        task.deletes().stream().map(DerivedFile::key).sorted().collect(Collectors.joining("\n"));
    return String.join(
        "\n",
        "derived",
        task.file().location(),
        SchemaParser.toJson(schema),
        String.valueOf(nameMapping),
        deletes);
  }

  private static String key(DeleteFile file) {
    return file.location() + " " + file.contentOffset() + " " + file.contentSizeInBytes();
  }

  /**
   * Writes the file.
   *
   * @param checkpoint throws when nobody waits for the file any more
   */
  void writeTo(Path target, Runnable checkpoint) throws IOException {
    GenericDeleteFilter deletes = new GenericDeleteFilter(io, task, tableSchema, schema);
    Schema readSchema = deletes.requiredSchema();
    long rows = 0;
    try (CloseableIterable<Record> records = deletes.filter(read(readSchema));
        FileAppender<Record> appender = appender(target)) {
      for (Record record : records) {
        if (rows++ % ROWS_BETWEEN_CHECKS == 0) {
          checkpoint.run();
        }
        // Columns that only the deletes need come after those of the schema.
        appender.add(record);
      }
    }
    if (rows == 0) {
      Files.deleteIfExists(target);
      Files.createFile(target);
    }
  }

  private CloseableIterable<Record> read(Schema readSchema) {
    Map<Integer, ?> constants =
        PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant);
    ReadBuilder<Record, ?> reader =
        FormatModelRegistry.readBuilder(
            task.file().format(), Record.class, io.newInputFile(task.file()));
    if (nameMapping != null) {
      reader = reader.withNameMapping(NameMappingParser.fromJson(nameMapping));
    }
    return reader
        .project(readSchema)
        .idToConstant(constants)
        .split(task.start(), task.length())
        .build();
  }

  private FileAppender<Record> appender(Path target) throws IOException {
    return Parquet.write(org.apache.iceberg.Files.localOutput(target.toFile()))
        .schema(schema)
        .createWriterFunc(GenericParquetWriter::create)
        .setAll(Map.of(TableProperties.PARQUET_COMPRESSION, "zstd"))
        .overwrite()
        .build();
  }

  /** The columns of a schema that have values. */
  static Schema withoutUnknown(Schema schema) {
    List<Types.NestedField> known =
        schema.columns().stream()
            .filter(field -> field.type().typeId() != Type.TypeID.UNKNOWN)
            .toList();
    return new Schema(schema.schemaId(), known);
  }
}
