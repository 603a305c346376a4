// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final Database database = Database.open(TestDatabase.create());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void migratesBeforeTheFirstTransaction() {
    assertThat(count("SELECT 1 FROM varve.flyway_schema_history WHERE success")).isPositive();
  }

  @Test
  void undoesAllOfATransactionThatFails() {
    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      insertBucket(connection, "a");
                      return insertBucket(connection, "a");
                    }))
        .isInstanceOf(DatabaseException.class)
        .hasMessage("Failed to run transaction")
        .rootCause()
        .hasMessageContaining("duplicate key");

    assertThat(count("SELECT 1 FROM varve.buckets")).isZero();
  }

  @Test
  void triesASerializationFailureAgain() {
    AtomicInteger attempts = new AtomicInteger();

    String result =
        database.transact(
            connection -> {
              insertBucket(connection, "a");
              if (attempts.incrementAndGet() < 3) {
                throw new SQLException("could not serialize access", "40001");
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(attempts).hasValue(3);
    assertThat(count("SELECT 1 FROM varve.buckets")).isOne();
  }

  @Test
  void givesUpOnAFailureThatDoesNotGoAway() {
    AtomicInteger attempts = new AtomicInteger();

    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      attempts.incrementAndGet();
                      throw new SQLException("could not serialize access", "40001");
                    }))
        .isInstanceOf(DatabaseException.class);

    assertThat(attempts).hasValue(8);
  }

  @Test
  void opensWhileTheDatabaseIsDownAndSaysSoWhenUsed() {
    ConnectionSettings nowhere =
        new ConnectionSettings("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1", "u", "p", 2);

    try (Database down = Database.open(nowhere)) {
      assertThatThrownBy(down::check)
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessage("Database does not answer");
    }
  }

  private int count(String query) {
    return database.transact(
        connection -> Sql.query(connection, query).list(row -> row.integer(1)).size());
  }

  private static int insertBucket(java.sql.Connection connection, String bucket)
      throws SQLException {
    return Sql.update(
        connection, "INSERT INTO varve.buckets (bucket, root) VALUES (?, 'file:///tmp')", bucket);
  }
}
