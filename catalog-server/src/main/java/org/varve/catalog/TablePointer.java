// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the metadata of a table is, and what its row tells of it.
 *
 * @param state null if the row does not tell
 */
public record TablePointer(String metadataLocation, @Nullable TableState state) {
  /** What is known of the table without its metadata. */
  public Optional<TableState> findState() {
    return Optional.ofNullable(state);
  }
}
