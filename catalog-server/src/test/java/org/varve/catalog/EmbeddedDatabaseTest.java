// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
  @TempDir Path directory;

  @Test
  void keepsItsDataOverARestart() throws SQLException {
    Path dataDirectory = directory.resolve("with space");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
      execute(database.settings(), "CREATE TABLE kept (n int)");
    }

    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
      assertThat(text(database.settings(), "SELECT count(*) FROM kept")).isEqualTo("0");
    }
    assertThat(dataDirectory.resolve("postgres.password"))
        .satisfies(
            file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
  }

  @Test
  void writesThroughToDiskBeforeItConfirms() throws SQLException {
    ConnectionSettings settings = TestDatabase.server().settings();

    assertThat(text(settings, "SHOW fsync")).isEqualTo("on");
    assertThat(text(settings, "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(text(settings, "SHOW full_page_writes")).isEqualTo("on");
    assertThat(text(settings, "SHOW server_version"))
        .startsWith(EmbeddedDatabase.MAJOR_VERSION + ".");
  }

  @Test
  void letsNobodyInWithoutThePassword() {
    ConnectionSettings settings = TestDatabase.server().superuserSettings("postgres");

    assertThatThrownBy(
            () -> DriverManager.getConnection(settings.jdbcUrl(), settings.user(), "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThat(settings.toString()).doesNotContain(settings.password());
  }

  @Test
  void listensOnLoopbackOnlyAndOnNoSocketFile() throws SQLException {
    ConnectionSettings settings = TestDatabase.server().superuserSettings("postgres");

    assertThat(text(settings, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(text(settings, "SHOW unix_socket_directories")).isEmpty();
  }

  @Test
  void refusesASecondUserOfItsDirectoryAndNamesTheFirst() {
    try (DataDirectoryLock lock = DataDirectoryLock.acquire(directory)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessage(
              "Cannot use data directory: process %d is using it: %s",
              ProcessHandle.current().pid(), directory);
    }
    assertThat(directory.resolve("postgres")).doesNotExist();
  }

  @Test
  void refusesADirectoryOfAnotherMajorVersionAtOnce() throws Exception {
    Path cluster = Files.createDirectories(directory.resolve("postgres"));
    Files.writeString(cluster.resolve("PG_VERSION"), "17\n");

    assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessage(
            "Cannot use database directory: PostgreSQL 17 wrote it and this is PostgreSQL 18: %s",
            cluster);
  }

  @Test
  void startsAnewAfterAFirstStartThatWasKilledHalfWay() throws Exception {
    Path cluster = Files.createDirectories(directory.resolve("postgres"));
    Files.writeString(cluster.resolve("PG_VERSION"), "18\n");
    Files.writeString(cluster.resolve("postgresql.conf"), "");
    Files.writeString(cluster.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
      assertThat(text(database.settings(), "SELECT 1")).isEqualTo("1");
    }
  }

  private static void execute(ConnectionSettings settings, String sql) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(ConnectionSettings settings, String sql) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(ConnectionSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
