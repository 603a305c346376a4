// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.List;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what nothing refers to any more. Thread-safe; several processes may sweep at once. */
final class GarbageSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageSweeper.class);
  private static final int SWEEP_FILES = 500;

  private final LedgerDatabase database;
  private final FileIO files;
  private final GarbageStore garbage = new GarbageStore();

  GarbageSweeper(LedgerDatabase database, FileIO files) {
    this.database = database;
    this.files = files;
  }

  /** Deletes files whose time has come, and what is known of old commits. */
  void sweep() {
    database.transact(
        connection -> {
          List<String> locations = garbage.lockSome(connection, SWEEP_FILES);
          locations.forEach(this::deleteGarbage);
          garbage.remove(connection, locations);
          return Sql.update(
              connection,
              "DELETE FROM varve.commits WHERE committed_at < clock_timestamp() - interval '1 day'");
        });
  }

  private void deleteGarbage(String location) {
    try {
      files.deleteFile(location);
    } catch (RuntimeException e) {
      LOG.debug("Failed to delete a superseded file: {}", location, e);
    }
  }

  /** Like {@link #sweep}, for a timer: a failure is logged, and the next sweep tries again. */
  void sweepQuietly() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("Failed to delete superseded files", e);
    }
  }
}
