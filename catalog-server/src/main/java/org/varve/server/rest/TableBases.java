// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.CatalogTransaction;
import org.varve.catalog.HistoryTables;
import org.varve.catalog.PointerType;
import org.varve.catalog.TablePointer;
import org.varve.history.Project;

/** Finds what commits are built on. Thread-safe. */
final class TableBases {
  private final CatalogStore store;

  TableBases(CatalogStore store) {
    this.store = store;
  }

  /**
   * The tables that changes are about.
   *
   * @throws CommitFailedException if a row tells that a requirement does not hold
   */
  List<Found> find(List<TableChange> changes) {
    List<Found> found = store.read(transaction -> findAll(transaction, changes));
    for (int i = 0; i < changes.size(); i++) {
      TableChange change = changes.get(i);
      Optional<String> violation =
          change.creates() || found.get(i).history()
              ? Optional.empty()
              : found
                  .get(i)
                  .pointer()
                  .flatMap(TablePointer::findState)
                  .flatMap(state -> state.findViolation(change.requirements()));
      if (violation.isPresent()) {
        throw new CommitFailedException("%s", violation.get());
      }
    }
    return found;
  }

  private static List<Found> findAll(CatalogTransaction transaction, List<TableChange> changes)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    for (TableChange change : changes) {
      TableIdentifier identifier = change.identifier();
      boolean history =
          HistoryTables.mayBe(identifier) && HistoryTables.is(transaction, identifier);
      if (history && (change.creates() || !identifier.name().equals(Project.CHANGES_TABLE))) {
        HistoryTables.check(transaction, "commit to", identifier);
      }
      found.add(new Found(findBase(transaction, change), history));
    }
    return found;
  }

  /**
   * The table that a change is about.
   *
   * @param pointer empty if it is not there
   * @param history whether it is the log of a project
   */
  record Found(Optional<TablePointer> pointer, boolean history) {}

  private static Optional<TablePointer> findBase(CatalogTransaction transaction, TableChange change)
      throws SQLException {
    if (!change.creates()) {
      return Optional.of(transaction.loadTable(change.identifier()));
    }
    if (transaction.find(PointerType.VIEW, change.identifier()).isPresent()) {
      throw new AlreadyExistsException(
          "View with same name already exists: %s", change.identifier());
    }
    transaction.loadNamespaceProperties(change.identifier().namespace());
    return transaction.findTable(change.identifier());
  }
}
