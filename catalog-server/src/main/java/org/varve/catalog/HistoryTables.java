// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.SQLException;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.varve.history.Project;

/** Keeps clients from changing the tables that hold a project's history. */
public final class HistoryTables {
  /** The history, and the intervals that are derived from it. */
  private static final Set<String> NAMES = Set.of(Project.CHANGES_TABLE, "avus");

  private HistoryTables() {}

  /**
   * Fails if only the server may change what has this name.
   *
   * @param verb what the client wants, for the message
   * @throws ForbiddenException if it is a table of a project's history
   */
  public static void check(CatalogTransaction transaction, String verb, TableIdentifier identifier)
      throws SQLException {
    if (mayBe(identifier) && is(transaction, identifier)) {
      throw new ForbiddenException(
          "Cannot %s table: only the server changes the history of a project: %s",
          verb, identifier);
    }
  }

  /** Whether the name is one of the history's, in whatever namespace. */
  public static boolean mayBe(TableIdentifier identifier) {
    return NAMES.contains(identifier.name()) && !identifier.namespace().isEmpty();
  }

  /** Whether a table of such a name belongs to a project. */
  public static boolean is(CatalogTransaction transaction, TableIdentifier identifier)
      throws SQLException {
    return transaction.findProjectBucket(identifier.namespace()).isPresent();
  }
}
