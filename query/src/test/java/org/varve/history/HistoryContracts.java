// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import org.junit.jupiter.api.Nested;

/**
 * Every contract of the history. A subclass opens the fixture of its implementation once, for all
 * of them.
 */
public abstract class HistoryContracts {
  /** The running implementation. */
  protected abstract HistoryFixture fixture();

  @Nested
  class Records extends RecordContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class Refuses extends RefusalContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class AnswersAsOf extends AsOfContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class Reads extends ReadContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class Pages extends PagingContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class ManyCallers extends ConcurrencyContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class Imports extends ImportContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class KeepsTheLog extends LogContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }

  @Nested
  class BringsARealHistory extends RealHistoryContract {
    @Override
    protected HistoryFixture fixture() {
      return HistoryContracts.this.fixture();
    }
  }
}
