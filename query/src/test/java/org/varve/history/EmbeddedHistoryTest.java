// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of the history, on the embedded library over a foreign catalog. */
class EmbeddedHistoryTest {
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

  @Nested
  class BringsARealHistory extends RealHistoryContract {
    @Override
    protected HistoryFixture fixture() {
      return fixture;
    }
  }
}
