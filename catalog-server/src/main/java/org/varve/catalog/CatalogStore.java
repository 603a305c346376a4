// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/**
 * The catalog's rows, for those who make and read table metadata themselves: one transaction a
 * request, as many tables in it as needed.
 *
 * <p>Failures are Iceberg's exceptions, which say what a client may be told. Thread-safe; the
 * database belongs to whoever opened it. Made by {@link PostgresCatalog#store}.
 */
public final class CatalogStore {
  private final Database database;
  private final NamespaceStore namespaces;
  private final PointerStore pointers;
  private final Commits commits;

  CatalogStore(
      Database database, NamespaceStore namespaces, PointerStore pointers, Commits commits) {
    this.database = database;
    this.namespaces = namespaces;
    this.pointers = pointers;
    this.commits = commits;
  }

  /**
   * Does work that changes nothing, and locks nothing. Every statement sees what was committed
   * before it, as in {@link #transact(Origin, Work)}, but is a transaction of its own: that spares
   * the trip to the database that ends a transaction.
   *
   * @throws ServiceUnavailableException if the database does not answer
   */
  public <T> T read(Work<T> work) {
    try {
      return database.runStatement(
          connection ->
              work.run(new CatalogTransaction(connection, namespaces, pointers, Origin.SERVER)));
    } catch (DatabaseUnavailableException e) {
      throw new ServiceUnavailableException(e, "Catalog does not answer");
    }
  }

  /**
   * Does the work in one transaction, and commits it. The work may run more than once, and must not
   * have effects outside of the database.
   *
   * @param origin who changes what is changed
   * @throws ServiceUnavailableException if the database does not answer; nothing was changed
   * @throws CommitStateUnknownException if nobody knows whether it happened
   */
  public <T> T transact(Origin origin, Work<T> work) {
    try {
      return database.transact(
          connection -> work.run(new CatalogTransaction(connection, namespaces, pointers, origin)));
    } catch (DatabaseUnavailableException e) {
      throw new ServiceUnavailableException(e, "Catalog does not answer");
    } catch (UnknownOutcomeException e) {
      throw new CommitStateUnknownException(e);
    }
  }

  /**
   * Does {@code before} and moves all pointers, in one transaction, or nothing.
   *
   * @param origin who changes what is changed
   * @throws CommitFailedException if a base has changed; nothing happened
   * @throws org.apache.iceberg.exceptions.AlreadyExistsException if one creates what is there, or
   *     where the files of another lie
   * @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if one creates in a namespace
   *     that is not there
   * @throws ServiceUnavailableException if the database does not answer; nothing happened
   * @throws CommitStateUnknownException if nobody knows whether it happened: no file that the
   *     pointers name may be deleted
   */
  public void commit(Origin origin, List<PointerChange> changes, Work<?> before) {
    try {
      commits.commit(
          origin,
          changes,
          connection ->
              before.run(new CatalogTransaction(connection, namespaces, pointers, origin)));
    } catch (DatabaseUnavailableException e) {
      throw new ServiceUnavailableException(e, "Catalog does not answer");
    }
  }

  /** The catalog's rows in a transaction that somebody else began and ends. */
  CatalogTransaction transaction(Connection connection, Origin origin) {
    return new CatalogTransaction(connection, namespaces, pointers, origin);
  }

  /** Moves one pointer, like {@link #commit(Origin, List, Work)}. */
  public void commit(Origin origin, PointerChange change) {
    try {
      commits.commit(origin, change);
    } catch (DatabaseUnavailableException e) {
      throw new ServiceUnavailableException(e, "Catalog does not answer");
    }
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T run(CatalogTransaction transaction) throws SQLException;
  }
}
