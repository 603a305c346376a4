// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of the history, on the embedded library over a foreign catalog. */
class EmbeddedHistoryTest extends HistoryContracts {
  @TempDir static Path cacheDirectory;

  private static EmbeddedFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new EmbeddedFixture(cacheDirectory);
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
