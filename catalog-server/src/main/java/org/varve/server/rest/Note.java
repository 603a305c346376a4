// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.CatalogTransaction;
import org.varve.catalog.Origin;

/**
 * Who sends a request, and what it leaves behind in the transaction that carries it out.
 *
 * @param origin who changes what the request changes
 */
record Note(Origin origin, Writer writer) {
  /**
   * Writes the note. If it fails, the request fails with it.
   *
   * @param detail what the answer can be made from again: the metadata location of the table or
   *     view, for an answer that holds its metadata; null for an answer without a body
   */
  void write(CatalogTransaction transaction, @Nullable String detail) throws SQLException {
    writer.write(transaction, detail);
  }

  /** Whether there is nothing to write. */
  boolean isEmpty() {
    return writer == Writer.NOTHING;
  }

  /** Writes what is left behind. */
  @FunctionalInterface
  interface Writer {
    /** Leaves nothing. */
    Writer NOTHING = (transaction, detail) -> {};

    /** See {@link Note#write}. */
    void write(CatalogTransaction transaction, @Nullable String detail) throws SQLException;
  }
}
