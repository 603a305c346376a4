// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * A catalog's own operations on {@code avu_changes}, for one turn: the snapshot id is chosen before
 * the rows are written, and a commit on top of another writer's snapshot is lost, never retried.
 */
final class TurnOperations implements TableOperations {
  private final TableOperations operations;
  private final TurnFileIO files;
  private final long snapshotId;
  private final @Nullable Long parentId;

  TurnOperations(TableOperations operations) {
    this.operations = operations;
    this.files = new TurnFileIO(operations.io());
    this.snapshotId = operations.newSnapshotId();
    this.parentId = currentId(operations.current());
  }

  @Override
  public TableMetadata current() {
    return operations.current();
  }

  @Override
  public TableMetadata refresh() {
    return operations.refresh();
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    if (!Objects.equals(currentId(base), parentId)) {
      throw new LostTurnException(
          "Cannot commit to " + base.location() + ": another snapshot came in between");
    }
    operations.commit(base, metadata);
  }

  @Override
  public FileIO io() {
    return files;
  }

  /** The same as {@link #io}, which also knows what was written. */
  TurnFileIO files() {
    return files;
  }

  @Override
  public EncryptionManager encryption() {
    return operations.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return operations.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return operations.locationProvider();
  }

  @Override
  public long newSnapshotId() {
    return snapshotId;
  }

  static @Nullable Long currentId(TableMetadata metadata) {
    Snapshot current = metadata.currentSnapshot();
    return current == null ? null : current.snapshotId();
  }
}
