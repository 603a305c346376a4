// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.varve.history.HistoryContracts;
import org.varve.history.HistoryFixture;

/** The contracts of the history, on PostgreSQL and local files. */
class PostgresHistoryTest extends HistoryContracts {
  @TempDir static Path directory;

  private static PostgresHistoryFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new PostgresHistoryFixture(TestDatabase.create(), directory);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Override
  protected HistoryFixture fixture() {
    return fixture;
  }
}
