// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/**
 * Moves pointers, any number of them in one SQL transaction, and tells the truth about what
 * happened. Thread-safe.
 */
final class Commits {
  private static final Comparator<PointerChange> FIXED_ORDER =
      Comparator.comparing(
              (PointerChange change) -> NamespaceNames.format(change.identifier().namespace()))
          .thenComparing(change -> change.identifier().name());

  private final Database database;
  private final PointerChanges pointers;
  private final NamespaceStore namespaces;

  Commits(Database database, PointerStore pointers, NamespaceStore namespaces) {
    this.database = database;
    this.pointers = new PointerChanges(pointers);
    this.namespaces = namespaces;
  }

  /**
   * Does all changes, and {@code before} in the same transaction before them, or nothing.
   *
   * @param origin who makes the changes
   * @throws CommitFailedException if a base has changed; nothing happened
   * @throws org.apache.iceberg.exceptions.AlreadyExistsException if one creates what is there;
   *     nothing happened
   * @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if one creates in a namespace
   *     that is not there; nothing happened
   * @throws CommitStateUnknownException if nobody knows: no file may be deleted
   * @throws DatabaseException if the database failed before the commit; nothing happened
   */
  void commit(Origin origin, List<PointerChange> changes, Database.Work<?> before) {
    List<PointerChange> ordered = changes.stream().sorted(FIXED_ORDER).toList();
    UUID commitId = UUID.randomUUID();
    try {
      database.transact(
          connection -> {
            before.run(connection);
            for (PointerChange change : ordered) {
              apply(connection, origin, commitId, change);
            }
            return true;
          });
    } catch (UnknownOutcomeException e) {
      findOut(commitId, ordered.get(0), e);
    }
  }

  /**
   * Does one change. See {@link #commit(Origin, List, Database.Work)}.
   *
   * <p>One statement does for most: a pointer that moves while the files stay where they are.
   */
  void commit(Origin origin, PointerChange change) {
    if (change.base() == null || !swapInPlace(origin, change)) {
      commit(origin, List.of(change), connection -> true);
    }
  }

  private boolean swapInPlace(Origin origin, PointerChange change) {
    UUID commitId = UUID.randomUUID();
    try {
      return database.transactStatement(
          connection -> pointers.swapInPlace(connection, origin, commitId, change));
    } catch (UnknownOutcomeException e) {
      findOut(commitId, change, e);
      return true;
    }
  }

  private void apply(Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    if (change.base() == null) {
      namespaces.require(connection, change.identifier().namespace());
    }
    pointers.apply(connection, origin, commitId, change);
  }

  /** Returns if the commit happened. All changes of a commit share its fate: one is looked up. */
  private void findOut(UUID commitId, PointerChange change, UnknownOutcomeException cause) {
    boolean committed;
    try {
      committed = isCommitted(commitId, change);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      throw new CommitStateUnknownException(cause);
    }
    if (!committed) {
      throw new CommitFailedException(
          cause, "Cannot commit %s: the database lost the transaction", change.identifier());
    }
  }

  /**
   * Whether a commit happened. Exact also while the server still works on it: making the same row
   * waits for the other transaction to end.
   */
  private boolean isCommitted(UUID commitId, PointerChange change) {
    try {
      database.transact(
          connection -> {
            Sql.update(connection, "SET LOCAL lock_timeout = '5s'");
            pointers.insertCommit(connection, commitId, change);
            throw new AbsentException();
          });
      throw new IllegalStateException("The look-up of a commit never commits");
    } catch (AbsentException e) {
      return false;
    } catch (DatabaseException e) {
      if (SqlStates.isUniqueViolation(e.getCause())) {
        return true;
      }
      throw e;
    }
  }

  /** Rolls the look-up back. */
  private static final class AbsentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AbsentException() {
      super(null, null, false, false);
    }
  }
}
