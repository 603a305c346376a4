// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.varve.sql.SqlFixture.append;
import static org.varve.sql.SqlFixture.values;

import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements of others cannot do. All of them run on one engine: none may do it harm. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlSandboxTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  private SqlFixture fixture;
  private SqlService service;

  @BeforeAll
  void open(@TempDir Path directory) {
    fixture = SqlFixture.open(directory);
    service = new SqlService(fixture.engine, fixture.catalog);
    append(fixture.createTable("samples", SCHEMA), values(1L, "a"), values(2L, "b"));
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM lab.nothing",
        "SELECT * FROM samples",
        "SELECT * FROM nowhere.samples",
        "SELECT * FROM 'secret.parquet'",
        "SELECT * FROM \"secret.parquet\"",
        "SELECT * FROM 'secret.csv' s",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM 'https://example.org/x.parquet'",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM pg_catalog.pg_settings",
        "SELECT * FROM duckdb_settings",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM memory.main.t",
        "SELECT * FROM system.information_schema.columns",
        "SELECT * FROM temp.main.t",
        "WITH a AS (SELECT * FROM \"secret.parquet\"), \"secret.parquet\" AS (SELECT 1) FROM a",
        "WITH \"secret.parquet\" AS (SELECT * FROM \"secret.parquet\") FROM \"secret.parquet\"",
        "SELECT (WITH x AS (SELECT 1 a) SELECT a FROM x) FROM x",
        "SELECT * FROM lab.samples WHERE id IN (SELECT id FROM 'secret.parquet')",
        "SELECT (SELECT max(x) FROM 'secret.parquet' t(x))",
        "SELECT * FROM lab.samples, LATERAL (SELECT * FROM 'secret.parquet') l",
        "SELECT EXISTS (FROM 'secret.parquet')",
        "(SELECT 1) UNION ALL (FROM 'secret.parquet')",
        "SELECT 1 ORDER BY (SELECT max(x) FROM 'secret.parquet' t(x))",
        "SELECT 1 LIMIT (SELECT max(x) FROM 'secret.parquet' t(x))",
        "SELECT list_transform([1], lambda y: (SELECT max(x) FROM 'secret.parquet' t(x)))",
        "SELECT * FROM (PIVOT 'secret.parquet' ON a IN (1) USING max(b))",
        "UNPIVOT 'secret.parquet' ON a, b",
        "SUMMARIZE_ 'secret.parquet'",
        "TABLE \"secret.parquet\"",
        "SELECT * FROM lab.samples JOIN 'secret.parquet' p ON p.id = samples.id",
        "SELECT * FROM lab.samples SEMI JOIN 'secret.parquet' p USING (id)",
        "SELECT * FROM \"ｓecret.parquet\"",
        "SELECT * FROM/**/'secret.parquet'--'",
        "SELECT * FROM E'secret\\x2eparquet'",
        "SELECT * FROM varve_q1.lab.samples"
      })
  void noFileAndNoOtherCatalogIsATable(String sql) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(QueryException.class)
        .hasMessageMatching("Table does not exist: .*|Invalid SQL: syntax error .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM READ_TEXT('/etc/passwd')",
        "SELECT * FROM \"read_text\"('/etc/passwd')",
        "SELECT * FROM main.read_text('/etc/passwd')",
        "SELECT * FROM system.main.read_blob('/etc/passwd')",
        "SELECT * FROM read_parquet('*')",
        "SELECT * FROM read_parquet(['a', 'b'])",
        "SELECT * FROM parquet_scan('*')",
        "SELECT * FROM parquet_metadata('*')",
        "SELECT * FROM parquet_schema('*')",
        "SELECT * FROM read_csv('*')",
        "SELECT * FROM read_csv_auto('*')",
        "SELECT * FROM read_json('*')",
        "SELECT * FROM read_ndjson_objects('*')",
        "SELECT * FROM sniff_csv('*')",
        "SELECT * FROM glob('*')",
        "SELECT * FROM read_duckdb('x.db')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('lab.samples')",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_databases()",
        "SELECT * FROM duckdb_views()",
        "SELECT * FROM duckdb_temporary_files()",
        "SELECT * FROM duckdb_external_file_cache()",
        "SELECT * FROM pragma_database_size()",
        "SELECT * FROM pragma_table_info('x')",
        "SELECT * FROM which_secret('a', 'b')",
        "SELECT * FROM repeat('x', 10)",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM seq_scan('x')",
        "SELECT * FROM enable_logging()",
        "SELECT * FROM checkpoint()",
        "SELECT * FROM test_all_types()",
        "SELECT getenv('HOME')",
        "SELECT 'HOME'.getenv()",
        "SELECT getvariable('x')",
        "SELECT current_setting('home_directory')",
        "SELECT current_setting('temp' || '_directory')",
        "SELECT pg_catalog.current_setting('x')",
        "SELECT system.main.current_setting('x')",
        "SELECT current_query()",
        "SELECT current_schemas(true)",
        "SELECT current_database()",
        "SELECT nextval('s')",
        "SELECT setseed(0.1)",
        "SELECT sleep_ms(1000)",
        "SELECT pg_sleep(10)",
        "SELECT write_log('x')",
        "SELECT parse_duckdb_log_message('x', 'y')",
        "SELECT json_serialize_sql('SELECT 1')",
        "SELECT json_serialize_plan('SELECT 1')",
        "SELECT json_deserialize_sql('{}')",
        "SELECT txid_current()",
        "SELECT version()",
        "SELECT col_description(1, 2)",
        "SELECT pg_get_viewdef(1)",
        "SELECT stats(1)",
        "SELECT invoke(lambda x: x, 1)",
        "SELECT repeat('x', 1000000000)",
        "SELECT repeat('x', length(repeat('x', 10000)))",
        "SELECT lpad('x', 100000, 'y')",
        "SELECT lpad('x', (SELECT 1000000000), 'y')",
        "SELECT list_resize([1], 2000000000)",
        "SELECT range(1000000000)",
        "SELECT generate_series(1, 1000000000)",
        "SELECT printf('%1000000000d', 1)",
        "SELECT format('{:>1000000000}', 1)",
        "SELECT max(getenv('HOME')) OVER () FROM lab.samples",
        "SELECT sum(id) FILTER (WHERE getenv('HOME') = 'x') FROM lab.samples",
        "SELECT sum(id ORDER BY getenv('HOME')) FROM lab.samples",
        "SELECT * FROM lab.samples ORDER BY getenv('HOME')",
        "SELECT * FROM lab.samples GROUP BY getenv('HOME')",
        "SELECT * FROM lab.samples WHERE CASE WHEN getenv('HOME') = '' THEN true END",
        "SELECT * FROM lab.samples AT (VERSION => getenv('HOME'))",
        "SELECT * REPLACE (getenv('HOME') AS id) FROM lab.samples",
        "SELECT [getenv(x) for x in ['HOME']]",
        "SELECT list_transform(['HOME'], lambda x: getenv(x))",
        "SELECT {'a': getenv('HOME')}",
        "SELECT * FROM (VALUES (getenv('HOME')))",
        "SELECT * FROM range(length(getenv('HOME')))",
        "SELECT * FROM unnest([getenv('HOME')])",
        "SELECT TRY(getenv('HOME'))",
        "SELECT CAST(getenv('HOME') AS VARCHAR) COLLATE nocase",
        "WITH RECURSIVE r AS (SELECT getenv('HOME') x UNION ALL SELECT x FROM r) FROM r",
        "WITH x AS MATERIALIZED (SELECT getenv('HOME')) SELECT 1",
        "SELECT $1",
        "SELECT ?",
        "SELECT $name",
        "DESCRIBE lab.samples",
        "SHOW TABLES",
        "SHOW ALL TABLES",
        "SUMMARIZE lab.samples",
        "SELECT * FROM (DESCRIBE lab.samples)",
        "SELECT * FROM (SHOW TABLES)"
      })
  void whatIsNotOnTheListsIsRefused(String sql) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(QueryException.class)
        .hasMessageMatching(
            "Cannot run statement: (function is not allowed: .*|table function is not allowed: .*"
                + "|a qualified name is not allowed: .*|not allowed here: .*"
                + "|the size must be a constant of at most .*)")
        .extracting("kind")
        .isEqualTo(QueryException.Kind.UNPROCESSABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-- nothing",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE lab.samples",
        "SELECT 1;; SET threads = 1",
        "COPY (SELECT 1) TO 'x.parquet'",
        "COPY lab.samples FROM 'x.parquet'",
        "EXPORT DATABASE 'x'",
        "IMPORT DATABASE 'x'",
        "ATTACH 'x.db'",
        "DETACH memory",
        "USE memory",
        "INSTALL httpfs",
        "LOAD httpfs",
        "FORCE INSTALL httpfs FROM 'http://example.org'",
        "SET threads = 1",
        "SET VARIABLE x = 1",
        "RESET threads",
        "PRAGMA database_list",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "CREATE TABLE t (a INT)",
        "CREATE TEMP TABLE t AS SELECT 1",
        "CREATE MACRO m(a) AS a",
        "CREATE SECRET s (TYPE s3)",
        "INSERT INTO lab.samples VALUES (1, 'x')",
        "UPDATE lab.samples SET id = 1",
        "DELETE FROM lab.samples",
        "DROP TABLE lab.samples",
        "ALTER TABLE lab.samples ADD COLUMN x INT",
        "BEGIN TRANSACTION",
        "COMMIT",
        "CHECKPOINT",
        "VACUUM",
        "ANALYZE",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "DEALLOCATE p",
        "PIVOT lab.samples ON name USING sum(id)",
        "WITH x AS (DELETE FROM lab.samples RETURNING *) SELECT * FROM x",
        "COMMENT ON TABLE lab.samples IS 'x'"
      })
  void onlyOneSelectIsAStatement(String sql) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(QueryException.class)
        .hasMessageMatching(
            "Cannot run statement: (only one SELECT is allowed|not allowed here: .*)|Invalid SQL: .*");
  }

  @Test
  void whatIsNotSqlIsInvalid() {
    assertThatThrownBy(() -> rows("SELEC 1"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Invalid SQL: syntax error at or near \"SELEC\"")
        .extracting("kind")
        .isEqualTo(QueryException.Kind.INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "'SELECT ', '(', '1', ')'",
    "'', '(FROM ', 'lab.samples', ')'",
    "'FROM ', '(FROM ', 'lab.samples', ')'",
    "'FROM lab.samples', ', lab.samples', '', ''",
    "'FROM lab.samples', ' UNION FROM lab.samples', '', ''",
    "'SELECT ', '- ', '1', ''",
    "'SELECT ', '[', '1', ']'",
    "'SELECT 1', '+1', '', ''",
    "'SELECT 1', '||1', '', ''",
    "'', 'WITH x AS (', 'SELECT 1', ') FROM x'",
    "'SELECT ', 'EXISTS(SELECT ', '1', ')'",
    "'SELECT ', 'CASE WHEN ', '1', ' THEN 1 END'",
  })
  void aVeryDeepStatementEndsInAnAnswerOrARefusal(
      String start, String open, String middle, String close) {
    int times = 16_000 / (open.length() + close.length());
    String sql = start + open.repeat(times) + middle + close.repeat(times);

    assertThat(catchThrowable(() -> rows(sql)))
        .satisfiesAnyOf(
            failure -> assertThat(failure).isNull(),
            failure -> assertThat(failure).isInstanceOf(QueryException.class));
    assertThat(rows("SELECT 1")).containsExactly("1");
  }

  @Test
  void aVeryLongStatementIsRefused() {
    assertThatThrownBy(() -> rows("SELECT '" + "x".repeat(100_000) + "'"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot run statement: longer than 65536 characters");
  }

  @Test
  void everySessionIsGivenBack() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> rows("SELECT nothing FROM lab.samples"))
          .isInstanceOf(QueryException.class);
      assertThat(rows("SELECT 1")).containsExactly("1");
    }
  }

  private List<String> rows(String sql) {
    return SqlFixture.rows(service.query(SqlRequest.of(sql)));
  }
}
