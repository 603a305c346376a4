// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.sql.SqlFixture.append;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the table's storage, and how often. */
@Timeout(60)
class CachedReadingTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.IntegerType.get()));

  @TempDir private Path directory;
  private SqlFixture fixture;

  @BeforeEach
  void open() {
    fixture = SqlFixture.open(SqlFixture.config(directory, 40_000));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void whatDidNotChangeIsNotReadAgain() {
    Table table = fixture.createTable("t", SCHEMA);
    CountingFileIO files = new CountingFileIO(table.io());
    append(table, new Object[] {1});
    assertThat(fixture.ask(through(files, table), "SELECT id FROM t")).containsExactly("1");
    files.touched().clear();

    assertThat(fixture.ask(through(files, table), "SELECT id FROM t")).containsExactly("1");
    assertThat(files.touched()).isEmpty();

    append(table, new Object[] {2});
    assertThat(fixture.ask(through(files, table), "SELECT id FROM t ORDER BY id"))
        .containsExactly("1", "2");
    // The data file, its manifest and the manifest list, each once.
    assertThat(files.touched()).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aSmallCacheIsEnoughForQueriesOneAfterTheOther() {
    List<Table> tables = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Table table = fixture.createTable("t" + i, SCHEMA);
      append(table, new Object[] {i});
      tables.add(table);
    }

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 12; i++) {
        assertThat(fixture.ask(tables.get(i), "SELECT id FROM t")).containsExactly("" + i);
      }
    }
    assertThat(fixture.engine.cacheStats().bytes()).isLessThanOrEqualTo(40_000);
    assertThat(fixture.engine.cacheStats().evictions()).isPositive();
  }

  @Test
  void aQueryThatNeedsMoreThanTheCacheIsRefused() {
    Table table = fixture.createTable("t", SCHEMA);
    AppendFiles append = table.newAppend();
    for (int i = 0; i < 100; i++) {
      append.appendFile(SqlFixture.write(table, new Object[] {i}));
    }
    append.commit();

    assertThatThrownBy(() -> fixture.ask(table, "SELECT count(*) FROM t"))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith(
            "Cannot read file: the files that queries hold fill sql.cache-bytes: ");
  }

  @Test
  void queriesRunAtTheSameTime() throws Exception {
    Table table = fixture.createTable("t", SCHEMA);
    append(table, new Object[] {1}, new Object[] {2});
    SqlService service = new SqlService(fixture.engine, fixture.catalog);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<List<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        SqlRequest request = SqlRequest.of("SELECT sum(id) + " + i + " FROM lab.t");
        answers.add(
            CompletableFuture.supplyAsync(() -> SqlFixture.rows(service.query(request)), threads));
      }
      for (int i = 0; i < 64; i++) {
        assertThat(answers.get(i).get()).containsExactly("" + (3 + i));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void tooManySessionsAreRefused() {
    List<QuerySession> open = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        open.add(fixture.engine.openSession());
      }
      assertThatThrownBy(fixture.engine::openSession)
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot open session: too many are open: 4")
          .extracting(e -> ((QueryException) e).kind())
          .isEqualTo(QueryException.Kind.SLOW_DOWN);
    } finally {
      open.forEach(QuerySession::close);
    }
    fixture.engine.openSession().close();
  }

  /** As another process would load it, which has no manifest in memory yet. */
  private Table through(CountingFileIO files, Table table) {
    String location = ((HasTableOperations) table).operations().current().metadataFileLocation();
    return new BaseTable(
        new StaticTableOperations(TableMetadataParser.read(table.io(), location), files),
        table.name());
  }
}
