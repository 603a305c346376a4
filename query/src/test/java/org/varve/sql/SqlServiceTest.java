// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.sql.SqlFixture.append;
import static org.varve.sql.SqlFixture.values;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SqlServiceTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  @TempDir private Path directory;
  private SqlFixture fixture;
  private SqlService service;
  private Table table;

  @BeforeEach
  void open() {
    fixture = SqlFixture.open(directory);
    service = new SqlService(fixture.engine, fixture.catalog);
    table = fixture.createTable("samples", SCHEMA);
    append(table, values(1L, "a"), values(2L, "b"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, name FROM lab.samples ORDER BY id",
        "FROM lab.samples ORDER BY id",
        "SELECT s.id, s.name FROM lab.samples s ORDER BY s.id;",
        "SELECT samples.id, lab.samples.name FROM lab.samples ORDER BY 1 -- all of them",
        "SELECT * FROM LAB.\"Samples\" ORDER BY id",
        "SELECT * FROM \"lab\".samples ORDER BY id",
        "WITH x AS (SELECT * FROM lab.samples) SELECT x.* FROM x ORDER BY x.id",
        "WITH lab AS (SELECT * FROM lab.samples), x AS (FROM lab) FROM X ORDER BY id",
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 2) "
            + "SELECT id, name FROM r JOIN lab.samples ON id = r.i ORDER BY id",
        "SELECT id, name FROM lab.samples WHERE id IN (SELECT unnest([1, 2])) ORDER BY id",
        "(SELECT * FROM lab.samples WHERE id = 1) UNION ALL "
            + "(SELECT * FROM lab.samples WHERE id = 2) ORDER BY id",
        "SELECT l.id, l.name FROM range(1, 3) t(i), LATERAL "
            + "(SELECT * FROM lab.samples WHERE id = t.i) l ORDER BY 1",
        "SELECT id, max(name) FROM lab.samples GROUP BY ALL HAVING count(*) = 1 ORDER BY ALL",
        "SELECT id, name FROM lab.samples QUALIFY row_number() OVER (PARTITION BY id) = 1 "
            + "ORDER BY id",
        "SELECT id, CASE WHEN id = 1 THEN 'a' ELSE list_transform(['B'], lambda x: lower(x))[1] END"
            + " FROM lab.samples ORDER BY id",
        "SELECT id, nullif(name, 'x') FROM lab.samples WHERE name NOT LIKE 'z%' ORDER BY id"
      })
  void aSelectOverTheCatalogIsAnswered(String sql) {
    assertThat(rows(sql)).containsExactly("1|a", "2|b");
  }

  @Test
  void aDefaultNamespaceIsWhereUnqualifiedNamesAreLookedUp() {
    SqlRequest request = new SqlRequest("SELECT max(id) FROM samples", Namespace.of("lab"));

    assertThat(SqlFixture.rows(service.query(request))).containsExactly("2");
  }

  @Test
  void namespacesMayHaveLevelsAndDots() {
    fixture.catalog.createNamespace(Namespace.of("a", "b"));
    fixture.catalog.createNamespace(Namespace.of("c.d"));
    append(
        fixture.catalog.createTable(TableIdentifier.of(Namespace.of("a", "b"), "t"), SCHEMA),
        values(1L, "ab"));
    append(
        fixture.catalog.createTable(TableIdentifier.of(Namespace.of("c.d"), "t"), SCHEMA),
        values(1L, "cd"));

    assertThat(
            rows(
                "SELECT t.name, u.name, v.name, w.name FROM a.b.t, \"a.b\".t u, \"c.d\".t v, c.d.t w"))
        .containsExactly("ab|ab|cd|cd");
  }

  @Test
  void namesThatDifferInCaseOnlyMustBeWrittenExactly() {
    append(fixture.createTable("SAMPLES", SCHEMA), values(7L, "g"));

    assertThat(rows("SELECT id FROM lab.\"SAMPLES\"")).containsExactly("7");
    assertThatThrownBy(() -> rows("SELECT id FROM lab.\"Samples\""))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot run statement: several tables differ in case only: lab.Samples");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT nothing FROM lab.samples|Cannot run query: Referenced column \"nothing\" not found",
        "SELECT CAST(name AS INTEGER) FROM lab.samples|Cannot run query: Could not convert string",
        "SELECT error('boom')|Cannot run query: boom",
      })
  void aStatementAtFaultIsAnsweredInOneSentence(String sql, String message) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith(message)
        .extracting("kind")
        .isEqualTo(QueryException.Kind.UNPROCESSABLE);
  }

  @Test
  void versionsAndTimesTravel() {
    long first = table.currentSnapshot().snapshotId();
    long time = table.currentSnapshot().timestampMillis();
    table.manageSnapshots().createTag("r1", first).commit();
    append(table, values(3L, "c"));
    String when = java.time.Instant.ofEpochMilli(time).toString();

    assertThat(rows("SELECT count(*) FROM lab.samples")).containsExactly("3");
    assertThat(rows("SELECT count(*) FROM lab.samples AT (VERSION => " + first + ")"))
        .containsExactly("2");
    assertThat(rows("SELECT count(*) FROM lab.samples AT (VERSION => 'r1')")).containsExactly("2");
    assertThat(rows("SELECT count(*) FROM lab.samples AT (TIMESTAMP => '" + when + "')"))
        .containsExactly("2");
    assertThat(
            rows(
                "SELECT count(*) FROM lab.samples AT (TIMESTAMP => TIMESTAMP '"
                    + when.replace("Z", "")
                    + "')"))
        .containsExactly("2");
    assertThat(rows("SELECT count(*) FROM lab.samples AT (TIMESTAMP => now())"))
        .containsExactly("3");
  }

  @Test
  void twoVersionsOfOneTableMeet() {
    table.manageSnapshots().createTag("r1", table.currentSnapshot().snapshotId()).commit();
    append(table, values(3L, "c"));

    assertThat(
            rows(
                "SELECT samples.id FROM lab.samples ANTI JOIN "
                    + "(SELECT samples.id FROM lab.samples AT (VERSION => 'r1')) old USING (id)"))
        .containsExactly("3");
  }

  @Test
  void aVersionHasTheColumnsOfItsTime() {
    long first = table.currentSnapshot().snapshotId();
    table.updateSchema().renameColumn("name", "label").commit();
    append(table, values(3L, "c"));

    assertThat(rows("SELECT name FROM lab.samples AT (VERSION => " + first + ") ORDER BY id"))
        .containsExactly("a", "b");
    assertThat(rows("SELECT label FROM lab.samples ORDER BY id")).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM lab.samples AT (VERSION => 17)"
            + "|Snapshot does not exist: lab.samples AT 17",
        "SELECT * FROM lab.samples AT (VERSION => 'r9')"
            + "|Snapshot does not exist: lab.samples AT 'r9'",
        "SELECT * FROM lab.samples AT (TIMESTAMP => '1999-01-01')"
            + "|Snapshot does not exist: lab.samples AT '1999-01-01'",
        "SELECT * FROM lab.samples AT (TIMESTAMP => (SELECT now()))"
            + "|Cannot run statement: AT takes a constant",
        "SELECT * FROM lab.samples AT (VERSION => NULL)|Cannot run statement: AT is NULL",
        "WITH x AS (SELECT 1) FROM x AT (VERSION => 1)"
            + "|Cannot run statement: AT on a common table expression: x"
      })
  void timeTravelToNowhereIsRefused(String sql, String message) {
    assertThatThrownBy(() -> rows(sql)).isInstanceOf(QueryException.class).hasMessage(message);
  }

  @Test
  void moreRowsThanAllowedAreAnError() {
    SqlConfig config =
        new SqlConfig(
            directory.resolve("few"), 1 << 20, 64 << 20, 1, Duration.ofSeconds(20), 2, 10);
    try (SqlEngine engine = SqlEngine.open(config)) {
      SqlService few = new SqlService(engine, fixture.catalog);

      assertThat(SqlFixture.rows(few.query(SqlRequest.of("FROM range(10)")))).hasSize(10);
      assertThatThrownBy(() -> SqlFixture.rows(few.query(SqlRequest.of("FROM range(11)"))))
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot finish query: more rows than sql.max-rows: 10");
      assertThatThrownBy(() -> few.query(SqlRequest.of("FROM range(11)"), SqlFormat.PARQUET))
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot finish query: more rows than sql.max-rows: 10");
      assertThat(engine.resultsDirectory()).isEmptyDirectory();
    }
  }

  @Test
  void aResultIsCancelledByAnotherThread() {
    try (SqlResult result =
        service.query(SqlRequest.of("SELECT a.range FROM range(1000000) a, range(1000000) b"))) {
      CompletableFuture<Void> other = CompletableFuture.runAsync(result::cancel);

      assertThatThrownBy(
              () -> {
                while (result.next()) {
                  Thread.onSpinWait();
                }
              })
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot finish query: it was cancelled");
      assertThat(other).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void jsonHoldsTypesAndNestedValues() throws IOException {
    String sql =
        "SELECT 1 AS n, 1.50 AS d, 'ü\"' AS s, NULL AS z, TIMESTAMPTZ '2020-01-01 02:00:00+02' AS t,"
            + " {'a': [1, 2]} AS o, 'x'::BLOB AS b, 'NaN'::DOUBLE AS nan, true AS y";

    assertThat(document(sql, SqlFormat.JSON))
        .isEqualTo(
            "{\"columns\":[{\"name\":\"n\",\"type\":\"INTEGER\"},"
                + "{\"name\":\"d\",\"type\":\"DECIMAL(3,2)\"},"
                + "{\"name\":\"s\",\"type\":\"VARCHAR\"},"
                + "{\"name\":\"z\",\"type\":\"NULL\"},"
                + "{\"name\":\"t\",\"type\":\"TIMESTAMP WITH TIME ZONE\"},"
                + "{\"name\":\"o\",\"type\":\"STRUCT(a INTEGER[])\"},"
                + "{\"name\":\"b\",\"type\":\"BLOB\"},"
                + "{\"name\":\"nan\",\"type\":\"DOUBLE\"},"
                + "{\"name\":\"y\",\"type\":\"BOOLEAN\"}],"
                + "\"rows\":[[1,1.50,\"ü\\\"\",null,\"2020-01-01T00:00:00Z\",{\"a\":[1,2]},"
                + "\"eA==\",\"NaN\",true]]}");
  }

  @Test
  void csvQuotesAndTellsNullFromEmpty() throws IOException {
    String sql = "SELECT 'a,\"b\"' AS x, '' AS \"e,\", NULL AS n, DATE '2020-02-29' AS d";

    assertThat(document(sql, SqlFormat.CSV))
        .isEqualTo("x,\"e,\",n,d\r\n\"a,\"\"b\"\"\",\"\",,2020-02-29\r\n");
  }

  @Test
  void parquetIsOneFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SqlDocument document =
        service.query(SqlRequest.of("FROM lab.samples"), SqlFormat.PARQUET)) {
      document.writeTo(bytes);
    }

    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).startsWith("PAR1").endsWith("PAR1");
    assertThat(fixture.engine.resultsDirectory()).isEmptyDirectory();
  }

  @Test
  void orderIsKeptInLargeResults() {
    assertThat(rows("SELECT range FROM range(50000) ORDER BY range DESC"))
        .hasSize(50_000)
        .startsWith("49999", "49998")
        .endsWith("1", "0");
  }

  @Test
  void noErrorTellsWhereTheCacheIs() throws IOException {
    assertThat(rows("SELECT count(name) FROM lab.samples")).containsExactly("2");
    corruptCachedFiles();

    assertThatThrownBy(() -> rows("SELECT * FROM lab.samples"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Failed to run query: an error inside the engine");
  }

  private void corruptCachedFiles() throws IOException {
    try (var files = Files.list(directory.resolve("files"))) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith("PAR1")) {
          Files.write(file, new byte[(int) Files.size(file)]);
        }
      }
    }
  }

  private String document(String sql, SqlFormat format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SqlDocument document = service.query(SqlRequest.of(sql), format)) {
      document.writeTo(bytes);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> rows(String sql) {
    return SqlFixture.rows(service.query(SqlRequest.of(sql)));
  }
}
