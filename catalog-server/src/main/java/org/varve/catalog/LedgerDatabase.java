// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/**
 * The database as the ledger uses it: its failures are told as those of the history. Thread-safe.
 */
final class LedgerDatabase {
  private final Database database;

  LedgerDatabase(Database database) {
    this.database = database;
  }

  /** As {@link Database#transact}. */
  <T> T transact(Database.Work<T> work) {
    try {
      return database.transact(work);
    } catch (DatabaseException e) {
      throw LedgerErrors.of(e);
    } catch (UnknownOutcomeException e) {
      throw LedgerErrors.unknown(e);
    }
  }

  /** As {@link Database#runStatement}. */
  <T> T runStatement(Database.Work<T> statement) {
    try {
      return database.runStatement(statement);
    } catch (DatabaseException e) {
      throw LedgerErrors.of(e);
    }
  }
}
