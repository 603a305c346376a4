// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.relocated.com.google.common.util.concurrent.MoreExecutors;

/**
 * Files of a log that take the place of others. Whoever makes one has seen that they hold the same
 * rows.
 *
 * @param snapshotId of the snapshot that does it; empty for any
 * @param removed none to write only the manifests anew
 * @param origin who commits it
 * @param also what the transaction of the commit does besides
 */
record Replacement(
    OptionalLong snapshotId,
    Collection<DataFile> removed,
    Collection<DataFile> added,
    Origin origin,
    Also also) {
  Replacement {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /** Of the server itself. */
  static Replacement of(Collection<DataFile> removed, Collection<DataFile> added) {
    return new Replacement(
        OptionalLong.empty(), removed, added, Origin.SERVER, (connection, metadataLocation) -> {});
  }

  /** What makes the snapshot of a table. */
  SnapshotUpdate<?> on(Table table) {
    if (removed.isEmpty()) {
      return table
          .rewriteManifests()
          .clusterBy(file -> file.partition().toString())
          .scanManifestsWith(MoreExecutors.newDirectExecutorService())
          .writeManifestsWith(MoreExecutors.newDirectExecutorService(), 1);
    }
    // Nothing is ever deleted from a log, so that no earlier snapshot needs to be looked at.
    RewriteFiles rewrite =
        table
            .newRewrite()
            .validateFromSnapshot(table.currentSnapshot().snapshotId())
            .scanManifestsWith(MoreExecutors.newDirectExecutorService())
            .writeManifestsWith(MoreExecutors.newDirectExecutorService(), 1);
    removed.forEach(rewrite::deleteFile);
    added.forEach(rewrite::addFile);
    return rewrite;
  }

  /** What the transaction of the commit does besides. */
  @FunctionalInterface
  interface Also {
    /** Does it. */
    void run(Connection connection, String metadataLocation) throws SQLException;
  }
}
