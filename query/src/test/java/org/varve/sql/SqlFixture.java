// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** A catalog in memory, an engine in a directory, and short ways to fill and ask them. */
final class SqlFixture implements AutoCloseable {
  private static final long MIB = 1L << 20;

  final InMemoryCatalog catalog = new InMemoryCatalog();
  final SqlEngine engine;

  private SqlFixture(SqlConfig config) {
    catalog.initialize("varve", Map.of());
    catalog.createNamespace(Namespace.of("lab"));
    engine = SqlEngine.open(config);
  }

  static SqlFixture open(Path directory) {
    return new SqlFixture(config(directory, 64 * MIB));
  }

  static SqlFixture open(SqlConfig config) {
    return new SqlFixture(config);
  }

  static SqlConfig config(Path directory, long cacheBytes) {
    return new SqlConfig(directory, cacheBytes, 256 * MIB, 2, Duration.ofSeconds(20), 4, 1_000_000);
  }

  Table createTable(String name, Schema schema) {
    return catalog.createTable(TableIdentifier.of("lab", name), schema);
  }

  /** Appends one Parquet file with these rows, each in the order of the table's columns. */
  static DataFile append(Table table, Object[]... rows) {
    DataFile file = write(table, rows);
    table.newAppend().appendFile(file).commit();
    return file;
  }

  static DataFile write(Table table, Object[]... rows) {
    FileIO io = table.io();
    String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
    try (DataWriter<Record> writer =
        Parquet.writeData(io.newOutputFile(location))
            .schema(table.schema())
            .createWriterFunc(GenericParquetWriter::create)
            .withSpec(PartitionSpec.unpartitioned())
            .build()) {
      for (Object[] row : rows) {
        writer.write(row(table.schema(), row));
      }
      writer.close();
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Record row(Schema schema, Object... values) {
    return row(schema.asStruct(), values);
  }

  static Record row(Types.StructType schema, Object... values) {
    GenericRecord record = GenericRecord.create(schema);
    for (int i = 0; i < values.length; i++) {
      record.set(i, values[i]);
    }
    return record;
  }

  static Object[] values(Object... values) {
    return values;
  }

  /** The rows of a statement over {@code t}, each as {@code a|b|c}. */
  List<String> ask(Table table, String sql) {
    try (QuerySession session = engine.openSession()) {
      session.bind("t", table, null, Expressions.alwaysTrue());
      return rows(session, sql);
    }
  }

  static List<String> rows(QuerySession session, String sql) {
    try (PreparedStatement statement = session.prepare(sql);
        ResultSet result = statement.executeQuery()) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row(result));
      }
      return rows;
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }

  /** The rows of a result, which is closed. */
  static List<String> rows(SqlResult result) {
    try (result) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < result.columns().size(); i++) {
          values.add(String.valueOf(result.value(i)));
        }
        rows.add(String.join("|", values));
      }
      return rows;
    }
  }

  private static String row(ResultSet result) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
      values.add(String.valueOf((Object) result.getString(i)));
    }
    return String.join("|", values);
  }

  @Override
  public void close() {
    engine.close();
    try {
      catalog.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
