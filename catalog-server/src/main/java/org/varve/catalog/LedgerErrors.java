// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import org.varve.sql.QueryException;

/** What failures of the database are to those who read and record history. */
final class LedgerErrors {
  private LedgerErrors() {}

  /** A failure that changed nothing. */
  static QueryException of(DatabaseException e) {
    return e instanceof DatabaseUnavailableException
        ? new QueryException(QueryException.Kind.UNAVAILABLE, "The database does not answer", e)
        : new QueryException(QueryException.Kind.FAILED, "The database refused", e);
  }

  /** A commit that may have happened. */
  static QueryException unknown(RuntimeException e) {
    return new QueryException(
        QueryException.Kind.OUTCOME_UNKNOWN,
        "The database stopped answering during the commit: repeat it with the same request_id",
        e);
  }

  static QueryException noProject(String projectId) {
    return new QueryException(
        QueryException.Kind.NOT_FOUND, "Project does not exist: " + projectId);
  }
}
