// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.sql.SqlFixture.append;
import static org.varve.sql.SqlFixture.row;
import static org.varve.sql.SqlFixture.values;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SchemaEvolutionTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));
  private static final Types.StructType PLACE =
      Types.StructType.of(
          Types.NestedField.optional(11, "x", Types.IntegerType.get()),
          Types.NestedField.optional(12, "y", Types.IntegerType.get()));
  private static final Schema NESTED =
      new Schema(
          Types.NestedField.required(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "place", PLACE));

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
  void aRenamedColumnKeepsItsValues() {
    Table table = fixture.createTable("t", SCHEMA);
    append(table, values(1, "a"));
    table.updateSchema().renameColumn("name", "label").commit();
    append(table, values(2, "b"));

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id")).containsExactly("1|a", "2|b");
    assertThat(fixture.ask(table, "SELECT max(label) FROM t")).containsExactly("b");
  }

  @Test
  void namesThatTwoColumnsSwapDoNotSwapValues() {
    Table table = fixture.createTable("t", SCHEMA);
    table.updateSchema().addColumn("other", Types.StringType.get()).commit();
    append(table, values(1, "a", "o"));
    table.updateSchema().renameColumn("name", "was_name").commit();
    table.updateSchema().renameColumn("other", "name").commit();

    assertThat(fixture.ask(table, "SELECT name, was_name FROM t")).containsExactly("o|a");
  }

  @Test
  void anAddedColumnIsNullInOldFiles() {
    Table table = fixture.createTable("t", SCHEMA);
    append(table, values(1, "a"));
    table.updateSchema().addColumn("more", Types.DoubleType.get()).commit();
    append(table, values(2, "b", 1.5));

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id"))
        .containsExactly("1|a|null", "2|b|1.5");
  }

  @Test
  void aColumnThatCameBackHasOnlyItsNewValues() {
    Table table = fixture.createTable("t", SCHEMA);
    append(table, values(1, "old"));
    table.updateSchema().deleteColumn("name").commit();
    append(table, new Object[] {2});
    table.updateSchema().addColumn("name", Types.StringType.get()).commit();
    append(table, values(3, "new"));

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id"))
        .containsExactly("1|null", "2|null", "3|new");
  }

  @Test
  void movedColumnsStayThemselves() {
    Table table = fixture.createTable("t", SCHEMA);
    append(table, values(1, "a"));
    table.updateSchema().moveFirst("name").commit();
    append(table, values("b", 2));

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id")).containsExactly("a|1", "b|2");
  }

  @Test
  void widenedColumnsHoldOldAndNewValues() {
    Table table =
        fixture.createTable(
            "t",
            new Schema(
                Types.NestedField.required(1, "i", Types.IntegerType.get()),
                Types.NestedField.optional(2, "f", Types.FloatType.get()),
                Types.NestedField.optional(3, "d", Types.DecimalType.of(5, 2))));
    append(table, values(1, 1.5f, new BigDecimal("1.25")));
    table
        .updateSchema()
        .updateColumn("i", Types.LongType.get())
        .updateColumn("f", Types.DoubleType.get())
        .updateColumn("d", Types.DecimalType.of(30, 2))
        .commit();
    append(table, values(5_000_000_000L, 1e300, new BigDecimal("1234567890123456789012.50")));

    assertThat(fixture.ask(table, "SELECT * FROM t WHERE i > 0 AND f > 0 AND d > 0 ORDER BY i"))
        .containsExactly("1|1.5|1.25", "5000000000|1.0E300|1234567890123456789012.50");
  }

  @Test
  void aRenamedNestedFieldKeepsItsValues() {
    Table table = fixture.createTable("t", NESTED);
    append(table, values(1, place(1, 2)));
    table.updateSchema().renameColumn("place.x", "east").commit();
    append(table, values(2, row(table.schema().findType("place").asStructType(), 3, 4)));

    assertThat(fixture.ask(table, "SELECT id, place.east, place.y FROM t ORDER BY id"))
        .containsExactly("1|1|2", "2|3|4");
  }

  @Test
  void nestedFieldsThatSwapNamesDoNotSwapValues() {
    Table table = fixture.createTable("t", NESTED);
    append(table, values(1, place(1, 2)));
    table.updateSchema().renameColumn("place.x", "z").commit();
    table.updateSchema().renameColumn("place.y", "x").commit();
    table.updateSchema().renameColumn("place.z", "y").commit();

    assertThat(fixture.ask(table, "SELECT place.x, place.y FROM t")).containsExactly("2|1");
  }

  @Test
  void nestedFieldsAreAddedDroppedMovedAndWidened() {
    Table table = fixture.createTable("t", NESTED);
    append(table, values(1, place(1, 2)));
    table
        .updateSchema()
        .addColumn("place", "z", Types.StringType.get())
        .deleteColumn("place.y")
        .updateColumn("place.x", Types.LongType.get())
        .moveFirst("place.z")
        .commit();
    table.updateSchema().addColumn("place", "y", Types.IntegerType.get()).commit();

    assertThat(fixture.ask(table, "SELECT place.x, place.y, place.z, typeof(place) FROM t"))
        .containsExactly("1|null|null|STRUCT(z VARCHAR, x BIGINT, y INTEGER)");
  }

  @Test
  void fieldsInsideListsAndMapsAreFoundById() {
    Schema schema =
        new Schema(
            Types.NestedField.optional(
                1, "l", Types.ListType.ofOptional(2, Types.StructType.of(optional(3, "a")))),
            Types.NestedField.optional(
                4,
                "m",
                Types.MapType.ofOptional(
                    5, 6, Types.StringType.get(), Types.StructType.of(optional(7, "b")))));
    Table table = fixture.createTable("t", schema);
    Types.StructType element =
        table.schema().findType("l").asListType().elementType().asStructType();
    Types.StructType value = table.schema().findType("m").asMapType().valueType().asStructType();
    append(table, values(List.of(row(element, "x")), Map.of("k", row(value, "y"))));
    table.updateSchema().renameColumn("l.element.a", "aa").commit();
    table.updateSchema().renameColumn("m.value.b", "bb").commit();

    assertThat(fixture.ask(table, "SELECT l[1].aa, m['k'].bb FROM t")).containsExactly("x|y");
  }

  @Test
  void everyTypeIsRead() {
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "b", Types.BooleanType.get()),
            Types.NestedField.optional(2, "date", Types.DateType.get()),
            Types.NestedField.optional(3, "time", Types.TimeType.get()),
            Types.NestedField.optional(4, "ts", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(5, "tz", Types.TimestampType.withZone()),
            Types.NestedField.optional(6, "uuid", Types.UUIDType.get()),
            Types.NestedField.optional(7, "fixed", Types.FixedType.ofLength(2)),
            Types.NestedField.optional(8, "bytes", Types.BinaryType.get()),
            Types.NestedField.optional(9, "ns", Types.TimestampNanoType.withoutZone()),
            Types.NestedField.optional(10, "tzns", Types.TimestampNanoType.withZone()),
            Types.NestedField.optional(11, "nothing", Types.UnknownType.get()));
    Table table = createV3("t", schema);
    LocalDateTime time = LocalDateTime.parse("2020-02-29T01:02:03.000004");
    OffsetDateTime zoned = OffsetDateTime.parse("2020-02-29T01:02:03.000004Z");
    append(
        table,
        values(
            true,
            LocalDate.parse("2020-02-29"),
            LocalTime.parse("01:02:03.000004"),
            time,
            zoned,
            UUID.fromString("00000000-0000-0000-0000-000000000001"),
            new byte[] {1, 2},
            ByteBuffer.wrap(new byte[] {3}),
            time.plusNanos(5),
            zoned.plusNanos(5),
            null));

    String sql =
        "SELECT b, date, CAST(time AS VARCHAR), CAST(ts AS VARCHAR), CAST(tz AS VARCHAR), uuid,"
            + " hex(fixed), hex(bytes), CAST(ns AS VARCHAR), CAST(tzns AS VARCHAR), nothing FROM t";

    assertThat(fixture.ask(table, sql))
        .containsExactly(
            "true|2020-02-29|01:02:03.000004|2020-02-29 01:02:03.000004"
                + "|2020-02-29 01:02:03.000004+00|00000000-0000-0000-0000-000000000001|0102|03"
                + "|2020-02-29 01:02:03.000004005|2020-02-29 01:02:03.000004005+00|null");
  }

  @Test
  void anInitialDefaultIsTheValueInOldFiles() {
    Table table = createV3("t", SCHEMA);
    append(table, values(1, "a"));
    table
        .updateSchema()
        .addColumn("level", Types.IntegerType.get(), "a level", Literal.of(7))
        .commit();

    assertThat(fixture.ask(table, "SELECT * FROM t")).containsExactly("1|a|7");
  }

  @Test
  void aTypeThatDuckDbCannotReadIsRefused() {
    Schema schema = new Schema(Types.NestedField.optional(1, "anything", Types.VariantType.get()));
    Table table = createV3("t", schema);

    assertThatThrownBy(() -> fixture.ask(table, "SELECT 1 FROM t"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot query type: not supported: variant");
  }

  @Test
  void columnsThatDifferInCaseOnlyAreRefused() {
    Table table = fixture.createTable("t", SCHEMA);
    table.updateSchema().addColumn("NAME", Types.StringType.get()).commit();

    assertThatThrownBy(() -> fixture.ask(table, "SELECT 1 FROM t"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot query table: several columns differ in case only: NAME");
  }

  @Test
  void filesWithoutIdsAreReadByTheNameMapping() throws Exception {
    Table table = fixture.createTable("t", SCHEMA);
    DataFile file = writeWithoutIds(table, "SELECT 'a' AS name, 1::INTEGER AS id", null);
    table.newAppend().appendFile(file).commit();
    String mapping = NameMappingParser.toJson(MappingUtil.create(table.schema()));
    table.updateProperties().set(TableProperties.DEFAULT_NAME_MAPPING, mapping).commit();
    table.updateSchema().renameColumn("name", "label").commit();

    assertThat(fixture.ask(table, "SELECT id, label FROM t")).containsExactly("1|a");
  }

  @Test
  void filesWithoutIdsAreRefusedWhenNothingNamesTheirColumns() throws Exception {
    Table table = fixture.createTable("t", SCHEMA);
    DataFile file = writeWithoutIds(table, "SELECT 'a' AS name, 1::INTEGER AS id", null);
    table.newAppend().appendFile(file).commit();

    assertThatThrownBy(() -> fixture.ask(table, "SELECT * FROM t"))
        .isInstanceOf(QueryException.class)
        .hasMessage(
            "Cannot query data file: it has no field ids and the table no name mapping: "
                + file.location());
  }

  @Test
  void aColumnThatOnlyThePartitionHoldsHasItsValue() throws Exception {
    PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("name").build();
    Table table = fixture.catalog.createTable(TableIdentifier.of("lab", "t"), SCHEMA, spec);
    String mapping = NameMappingParser.toJson(MappingUtil.create(table.schema()));
    table.updateProperties().set(TableProperties.DEFAULT_NAME_MAPPING, mapping).commit();
    DataFile file = writeWithoutIds(table, "SELECT 1::INTEGER AS id", "name=hive");
    table.newAppend().appendFile(file).commit();

    assertThat(fixture.ask(table, "SELECT id, name FROM t")).containsExactly("1|hive");
  }

  @Test
  void avroFilesAreReadToo() throws IOException {
    Table table = fixture.createTable("t", SCHEMA);
    append(table, values(1, "a"));
    String location = table.locationProvider().newDataLocation("x.avro");
    org.apache.iceberg.io.DataWriter<Record> writer =
        Avro.writeData(table.io().newOutputFile(location))
            .schema(table.schema())
            .createWriterFunc(DataWriter::create)
            .withSpec(table.spec())
            .build();
    try (writer) {
      writer.write(row(table.schema(), 2, "b"));
    }
    table.newAppend().appendFile(writer.toDataFile()).commit();
    table.updateSchema().renameColumn("name", "label").commit();

    assertThat(fixture.ask(table, "SELECT id, label FROM t ORDER BY id"))
        .containsExactly("1|a", "2|b");
  }

  @Test
  void orcFilesAreRefused() {
    Table table = fixture.createTable("t", SCHEMA);
    DataFile file =
        DataFiles.builder(table.spec())
            .withPath("/lab/t/data/x.orc")
            .withFormat(FileFormat.ORC)
            .withFileSizeInBytes(10)
            .withRecordCount(1)
            .build();
    table.newAppend().appendFile(file).commit();

    assertThatThrownBy(() -> fixture.ask(table, "SELECT * FROM t"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot query data file: its format is not supported: /lab/t/data/x.orc");
  }

  @Test
  void aSnapshotIsReadInItsOwnSchema() {
    Table table = fixture.createTable("t", SCHEMA);
    append(table, values(1, "a"));
    table.updateSchema().deleteColumn("name").commit();
    append(table, new Object[] {2});

    try (QuerySession session = fixture.engine.openSession()) {
      session.bind("now", table, null, Expressions.alwaysTrue());
      session.bind("then", table, table.snapshots().iterator().next(), Expressions.alwaysTrue());

      assertThat(SqlFixture.rows(session, "SELECT * FROM now ORDER BY id"))
          .containsExactly("1", "2");
      assertThat(SqlFixture.rows(session, "SELECT * FROM \"then\"")).containsExactly("1|a");
    }
  }

  private Table createV3(String name, Schema schema) {
    return fixture.catalog.createTable(
        TableIdentifier.of("lab", name),
        schema,
        PartitionSpec.unpartitioned(),
        Map.of(TableProperties.FORMAT_VERSION, "3"));
  }

  private DataFile writeWithoutIds(Table table, String select, String partition) throws Exception {
    Path file = directory.resolve("no-ids.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
    try (OutputStream out = table.io().newOutputFile(location).create()) {
      Files.copy(file, out);
    }
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(Files.size(file))
            .withRecordCount(1);
    return partition == null ? builder.build() : builder.withPartitionPath(partition).build();
  }

  private static Record place(int x, int y) {
    return row(PLACE, x, y);
  }

  private static Types.NestedField optional(int id, String name) {
    return Types.NestedField.optional(id, name, Types.StringType.get());
  }
}
