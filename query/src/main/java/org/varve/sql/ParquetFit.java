// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Decides whether DuckDB reads a Parquet file right when columns are bound by field id.
 * Thread-safe; remembers its decisions.
 *
 * <p>It does for top-level columns, renamed, moved or widened. It does not look at ids inside
 * nested types, where a renamed field would silently be NULL; and for an absent column it knows
 * neither Iceberg's defaults nor the values that only the partition holds.
 */
final class ParquetFit {
  private static final int REMEMBERED = 50_000;

  /** What a file needs. */
  enum Answer {
    /** DuckDB reads it right. */
    DIRECT,
    /** Iceberg reads it right. */
    DERIVED,
    /** Columns have no ids: only a name mapping tells which is which. */
    NAMELESS
  }

  private final Map<Key, Answer> decisions =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Answer> eldest) {
              return size() > REMEMBERED;
            }
          });

  private record Key(String location, String schema) {}

  /**
   * What {@code file}, the copy of the task's data file, needs to be read right without its
   * deletes.
   *
   * @param schemaJson the same as {@code schema}
   */
  Answer answer(FileScanTask task, CachedFile file, Schema schema, String schemaJson) {
    Key key = new Key(task.file().location(), schemaJson);
    Answer known = decisions.get(key);
    if (known == null) {
      known = decide(task, footer(file), schema);
      decisions.put(key, known);
    }
    return known;
  }

  private static MessageType footer(CachedFile file) {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file.path()))) {
      return reader.getFileMetaData().getSchema();
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to read the footer of a Parquet file", e);
    }
  }

  private static Answer decide(FileScanTask task, MessageType footer, Schema schema) {
    if (footer.getFields().stream().anyMatch(field -> field.getId() == null)) {
      return Answer.NAMELESS;
    }
    return !hasInt96(footer) && readsRight(task, footer, schema) ? Answer.DIRECT : Answer.DERIVED;
  }

  private static boolean readsRight(FileScanTask task, MessageType footer, Schema schema) {
    Map<Integer, Types.NestedField> inFile = new HashMap<>();
    ParquetSchemaUtil.convert(footer)
        .columns()
        .forEach(field -> inFile.put(field.fieldId(), field));
    Set<Integer> partitionSources = task.spec().identitySourceIds();
    for (Types.NestedField field : schema.columns()) {
      Types.NestedField found = inFile.get(field.fieldId());
      boolean right =
          found == null
              ? isNullWhenAbsent(field, partitionSources)
              : isSameInside(field.type(), found.type());
      if (!right) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNullWhenAbsent(Types.NestedField field, Set<Integer> partitionSources) {
    return field.isOptional()
        && field.initialDefault() == null
        && !partitionSources.contains(field.fieldId());
  }

  /** Nested fields must agree in ids and names, in any widths of their values. */
  private static boolean isSameInside(Type expected, Type found) {
    if (expected.isPrimitiveType() || found.isPrimitiveType()) {
      return expected.isPrimitiveType() && found.isPrimitiveType();
    }
    List<Types.NestedField> wanted = expected.asNestedType().fields();
    List<Types.NestedField> present = found.asNestedType().fields();
    if (expected.typeId() != found.typeId() || wanted.size() != present.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      Types.NestedField left = wanted.get(i);
      Types.NestedField right = present.get(i);
      if (left.fieldId() != right.fieldId()
          || !left.name().equals(right.name())
          || !isSameInside(left.type(), right.type())) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasInt96(MessageType footer) {
    return footer.getColumns().stream()
        .anyMatch(
            column -> column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96);
  }
}
