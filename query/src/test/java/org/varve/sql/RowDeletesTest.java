// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.sql.SqlFixture.append;
import static org.varve.sql.SqlFixture.row;
import static org.varve.sql.SqlFixture.values;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that other engines deleted without rewriting the data file. */
@Timeout(60)
class RowDeletesTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  @TempDir private Path directory;
  private SqlFixture fixture;

  @BeforeEach
  void open() {
    fixture = SqlFixture.open(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void positionDeletesAreHonored() throws IOException {
    Table table = create(2);
    DataFile file = append(table, values(1, "a"), values(2, "b"), values(3, "c"));
    append(table, values(4, "d"));
    table.newRowDelta().addDeletes(positionDelete(table, file, 1)).commit();

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id"))
        .containsExactly("1|a", "3|c", "4|d");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void equalityDeletesAreHonoredInOlderFilesOnly(int formatVersion) throws IOException {
    Table table = create(formatVersion);
    append(table, values(1, "a"), values(2, "b"));
    table.newRowDelta().addDeletes(equalityDelete(table, "b")).commit();
    append(table, values(3, "b"));

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id")).containsExactly("1|a", "3|b");
  }

  @Test
  void deletionVectorsAreHonored() throws IOException {
    Table table = create(3);
    DataFile file = append(table, values(1, "a"), values(2, "b"), values(3, "c"));
    table.newRowDelta().addDeletes(deletionVector(table, file, 0)).commit();

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id")).containsExactly("2|b", "3|c");
  }

  @Test
  void aFileWhoseRowsAreAllDeletedHasNone() throws IOException {
    Table table = create(2);
    DataFile file = append(table, values(1, "a"));
    table.newRowDelta().addDeletes(positionDelete(table, file, 0)).commit();

    assertThat(fixture.ask(table, "SELECT count(*) FROM t")).containsExactly("0");
  }

  @Test
  void laterDeletesAreSeenAndEarlierSnapshotsKeepTheirRows() throws IOException {
    Table table = create(2);
    DataFile file = append(table, values(1, "a"), values(2, "b"));
    long whole = table.currentSnapshot().snapshotId();
    table.newRowDelta().addDeletes(positionDelete(table, file, 0)).commit();
    assertThat(fixture.ask(table, "SELECT id FROM t")).containsExactly("2");
    table.newRowDelta().addDeletes(positionDelete(table, file, 1)).commit();

    assertThat(fixture.ask(table, "SELECT id FROM t")).isEmpty();
    try (QuerySession session = fixture.engine.openSession()) {
      session.bind(
          "t",
          table,
          table.snapshot(whole),
          org.apache.iceberg.expressions.Expressions.alwaysTrue());
      assertThat(SqlFixture.rows(session, "SELECT id FROM t ORDER BY id"))
          .containsExactly("1", "2");
    }
  }

  @Test
  void deletesAndARenamedColumnGoTogether() throws IOException {
    Table table = create(2);
    append(table, values(1, "a"), values(2, "b"));
    table.newRowDelta().addDeletes(equalityDelete(table, "a")).commit();
    table.updateSchema().renameColumn("name", "label").commit();

    assertThat(fixture.ask(table, "SELECT label FROM t")).containsExactly("b");
  }

  @Test
  void aMissingDeleteFileIsAnErrorThatNamesIt() throws IOException {
    Table table = create(2);
    DataFile file = append(table, values(1, "a"), values(2, "b"));
    DeleteFile deletes = positionDelete(table, file, 0);
    table.newRowDelta().addDeletes(deletes).commit();
    table.io().deleteFile(deletes.location());

    assertThatThrownBy(() -> fixture.ask(table, "SELECT * FROM t"))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("Failed to read table varve.lab.t: ")
        .hasMessageContaining(deletes.location());
  }

  private Table create(int formatVersion) {
    return fixture.catalog.createTable(
        TableIdentifier.of("lab", "t"),
        SCHEMA,
        PartitionSpec.unpartitioned(),
        Map.of(TableProperties.FORMAT_VERSION, Integer.toString(formatVersion)));
  }

  private static DeleteFile positionDelete(Table table, DataFile file, long position)
      throws IOException {
    PositionDeleteWriter<Record> writer =
        Parquet.writeDeletes(newFile(table))
            .createWriterFunc(GenericParquetWriter::create)
            .withSpec(PartitionSpec.unpartitioned())
            .buildPositionWriter();
    try (writer) {
      writer.write(PositionDelete.<Record>create().set(file.location(), position));
    }
    return writer.toDeleteFile();
  }

  private static DeleteFile equalityDelete(Table table, String name) throws IOException {
    Schema names = table.schema().select("name");
    EqualityDeleteWriter<Record> writer =
        Parquet.writeDeletes(newFile(table))
            .createWriterFunc(GenericParquetWriter::create)
            .rowSchema(names)
            .withSpec(PartitionSpec.unpartitioned())
            .equalityFieldIds(2)
            .buildEqualityWriter();
    try (writer) {
      writer.write(row(names, name));
    }
    return writer.toDeleteFile();
  }

  private static DeleteFile deletionVector(Table table, DataFile file, long position)
      throws IOException {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build();
    BaseDVFileWriter writer = new BaseDVFileWriter(files, location -> null);
    try (writer) {
      writer.delete(file.location(), position, table.spec(), null);
    }
    return writer.result().deleteFiles().get(0);
  }

  private static OutputFile newFile(Table table) {
    return table
        .io()
        .newOutputFile(
            table.locationProvider().newDataLocation(UUID.randomUUID() + "-deletes.parquet"));
  }
}
