// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.sql.SqlFixture.append;
import static org.varve.sql.SqlFixture.values;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QuerySessionTest {
  private static final String ENDLESS =
      "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1";
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  @TempDir private Path directory;
  private SqlFixture fixture;
  private Table table;

  @BeforeEach
  void open() {
    fixture = SqlFixture.open(directory);
    table = fixture.createTable("samples", SCHEMA);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aBoundTableIsReadUnderItsName() {
    append(table, values(1L, "a"), values(2L, "b"));
    append(table, values(3L, null));

    assertThat(fixture.ask(table, "SELECT * FROM t ORDER BY id"))
        .containsExactly("1|a", "2|b", "3|null");
  }

  @Test
  void aTableWithoutFilesHasItsColumnsAndNoRows() {
    assertThat(fixture.ask(table, "SELECT count(*), max(name) FROM t")).containsExactly("0|null");
  }

  @Test
  void aSnapshotIsReadAsItWas() {
    append(table, values(1L, "a"));
    Snapshot first = table.currentSnapshot();
    append(table, values(2L, "b"));

    try (QuerySession session = fixture.engine.openSession()) {
      session.bind("t", table, first, Expressions.alwaysTrue());

      assertThat(SqlFixture.rows(session, "SELECT id FROM t")).containsExactly("1");
    }
  }

  @Test
  void aFilterLeavesFilesOut() {
    append(table, values(1L, "a"));
    append(table, values(100L, "b"));

    try (QuerySession session = fixture.engine.openSession()) {
      session.bind("t", table, null, Expressions.greaterThan("id", 50));

      assertThat(SqlFixture.rows(session, "SELECT id FROM t")).containsExactly("100");
    }
  }

  @Test
  void whatIsBoundDoesNotMove() {
    append(table, values(1L, "a"));

    try (QuerySession session = fixture.engine.openSession()) {
      session.bind("t", table, null, Expressions.alwaysTrue());
      append(table, values(2L, "b"));

      assertThat(SqlFixture.rows(session, "SELECT id FROM t")).containsExactly("1");
    }
  }

  @Test
  void aMissingFileIsAnErrorThatNamesIt() {
    DataFile file = append(table, values(1L, "a"));
    append(table, values(2L, "b"));
    table.io().deleteFile(file.location());

    assertThatThrownBy(() -> fixture.ask(table, "SELECT * FROM t"))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("Failed to read table varve.lab.samples: ")
        .hasMessageContaining(file.location());
  }

  @Test
  void anotherThreadCancels() {
    try (QuerySession session = fixture.engine.openSession()) {
      CompletableFuture<Void> other = CompletableFuture.runAsync(session::cancel);

      assertThatThrownBy(() -> SqlFixture.rows(session, ENDLESS))
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot finish query: it was cancelled")
          .extracting("kind")
          .isEqualTo(QueryException.Kind.CANCELLED);
      assertThat(other).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void aSessionEndsWithItsTimeLimit() {
    SqlConfig config =
        new SqlConfig(
            directory.resolve("short"), 1 << 20, 64 << 20, 1, Duration.ofMillis(200), 1, 10);
    try (SqlEngine engine = SqlEngine.open(config);
        QuerySession session = engine.openSession()) {
      assertThatThrownBy(() -> SqlFixture.rows(session, ENDLESS))
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot finish query: it took longer than PT0.2S");
    }
  }

  @Test
  void theTimeLimitHoldsWhileRowsAreFetched() {
    SqlConfig config =
        new SqlConfig(
            directory.resolve("short"), 1 << 20, 64 << 20, 1, Duration.ofMillis(500), 1, 10);
    try (SqlEngine engine = SqlEngine.open(config);
        QuerySession session = engine.openSession()) {
      String late = "SELECT range FROM range(2000000) UNION ALL " + ENDLESS;

      assertThatThrownBy(() -> SqlFixture.rows(session, late))
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot finish query: it took longer than PT0.5S");
    }
  }

  @Test
  void aQueryThatNeedsTooMuchMemoryIsRefused() {
    try (QuerySession session = fixture.engine.openSession()) {
      String greedy = "SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(100000)";

      assertThatThrownBy(() -> SqlFixture.rows(session, greedy))
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot finish query: it needs more memory than sql.memory-bytes")
          .extracting("kind")
          .isEqualTo(QueryException.Kind.TOO_LARGE);
    }
  }

  @Test
  void aSecondEngineOnTheSameDirectoryIsRefused() {
    SqlConfig config = SqlFixture.config(directory, 1 << 20);

    assertThatThrownBy(() -> SqlEngine.open(config))
        .isInstanceOf(QueryException.class)
        .hasMessage(
            "Cannot open SQL engine: another one uses the directory: "
                + directory.toAbsolutePath());
  }
}
