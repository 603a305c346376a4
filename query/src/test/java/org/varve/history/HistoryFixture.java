// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.Optional;
import org.apache.iceberg.Table;
import org.varve.client.LakehouseClient;

/**
 * One implementation of the history, running, for the contracts. Thread-safe; closed by who opened
 * it.
 */
public interface HistoryFixture extends AutoCloseable {
  /** A client whose changes are by {@code actor}; the fixture closes it. */
  LakehouseClient client(String actor);

  /** The log as it is now; empty where only a door is in reach. */
  Optional<Table> log(Project project);

  /** Whether any Java text gets through as it is; JSON has no halves of surrogate pairs. */
  default boolean carriesHalfCharacters() {
    return true;
  }

  /**
   * Forgets everything that is only in memory, as a crash does. Clients from before are not used
   * any more.
   */
  void restart();

  @Override
  void close();
}
