// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.concurrent.ThreadLocalRandom;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * {@code avu_changes} for one turn: Iceberg's append is applied to it, and never committed through
 * it. One thread at a time.
 */
final class TurnOperations implements TableOperations {
  private final FileIO io;
  private long snapshotId;
  private TableMetadata base;

  TurnOperations(TableMetadata base, FileIO io) {
    this.base = base;
    this.io = io;
    this.snapshotId = newSnapshotId(base);
  }

  /** Not in the table: Iceberg's append would ask for another one for ever. */
  private static long newSnapshotId(TableMetadata base) {
    long id = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    return base.snapshot(id) == null ? id : newSnapshotId(base);
  }

  /** Goes on from what another commit made of the table. */
  void rebase(TableMetadata newBase) {
    base = newBase;
  }

  /** Gives the snapshot an id that somebody else chose. */
  void useSnapshotId(long chosen) {
    snapshotId = chosen;
  }

  /** The id that rows carry before the snapshot exists. */
  @Override
  public long newSnapshotId() {
    return snapshotId;
  }

  @Override
  public TableMetadata current() {
    return base;
  }

  @Override
  public TableMetadata refresh() {
    return base;
  }

  @Override
  public void commit(TableMetadata expected, TableMetadata changed) {
    throw new UnsupportedOperationException("Cannot commit avu_changes: its turn commits it");
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return base.location() + "/metadata/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(base.location(), base.properties());
  }
}
