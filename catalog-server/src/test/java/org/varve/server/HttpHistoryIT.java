// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.varve.history.HistoryContracts;
import org.varve.history.HistoryFixture;

/** The contracts of the history, the same cases, through the HTTP door on PostgreSQL. */
class HttpHistoryIT extends HistoryContracts {
  @TempDir static Path directory;

  private static HttpFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new HttpFixture(directory);
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
