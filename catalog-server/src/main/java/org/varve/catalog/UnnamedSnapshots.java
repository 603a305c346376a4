// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * The snapshots that may expire: those that are neither the head of a branch nor named by a tag.
 *
 * <p>They go strictly oldest first: taking one from the middle would cut the snapshot log there,
 * and with it the time travel to all earlier ones. Which branch a snapshot belongs to, or whether
 * it was only staged, makes no difference: what nobody named is kept by its age alone, as in
 * Iceberg's own expiry.
 */
public final class UnnamedSnapshots {
  /** The most of them that a table keeps. */
  static final int MAX = 500;

  private UnnamedSnapshots() {}

  /** All of them, oldest first. */
  private static List<Snapshot> list(TableMetadata metadata) {
    Set<Long> named = new HashSet<>();
    for (SnapshotRef ref : metadata.refs().values()) {
      named.add(ref.snapshotId());
    }
    return metadata.snapshots().stream()
        .filter(snapshot -> !named.contains(snapshot.snapshotId()))
        .toList();
  }

  /** The oldest, so many that {@code max} are left, among them the current one. */
  static List<Snapshot> listBeyond(TableMetadata metadata, int max) {
    List<Snapshot> unnamed = list(metadata);
    return unnamed.subList(0, Math.max(0, unnamed.size() + 1 - max));
  }

  /** Whether these are the oldest. */
  public static boolean areOldest(TableMetadata metadata, Set<Long> snapshotIds) {
    return list(metadata).stream()
        .limit(snapshotIds.size())
        .map(Snapshot::snapshotId)
        .toList()
        .containsAll(snapshotIds);
  }
}
