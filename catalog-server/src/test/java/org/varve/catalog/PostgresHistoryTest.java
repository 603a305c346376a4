// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.varve.history.AsOfContract;
import org.varve.history.ConcurrencyContract;
import org.varve.history.HistoryFixture;
import org.varve.history.ImportContract;
import org.varve.history.LogContract;
import org.varve.history.PagingContract;
import org.varve.history.ReadContract;
import org.varve.history.RecordContract;
import org.varve.history.RefusalContract;

/** The contracts of the history, on PostgreSQL and local files. */
class PostgresHistoryTest {
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

  @Nested
  class Records extends RecordContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }

  @Nested
  class Refuses extends RefusalContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }

  @Nested
  class AnswersAsOf extends AsOfContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }

  @Nested
  class Reads extends ReadContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }

  @Nested
  class Pages extends PagingContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }

  @Nested
  class ManyCallers extends ConcurrencyContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }

  @Nested
  class Imports extends ImportContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }

  @Nested
  class KeepsTheLog extends LogContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }
}
