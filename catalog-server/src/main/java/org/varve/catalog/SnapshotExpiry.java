// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * Which snapshots of {@code avu_changes} a commit leaves behind, so that its metadata stays small.
 *
 * <p>Strictly the oldest first: taking one from the middle would cut the snapshot log there, and
 * with it the time travel to all earlier ones. What a tag or a branch names is kept. Data files are
 * never touched: the newest snapshot has all of them.
 */
final class SnapshotExpiry {
  /** The most snapshots that no tag keeps. */
  static final int MAX_UNTAGGED = 500;

  private SnapshotExpiry() {}

  /** The snapshots to remove when one more is added. */
  static List<Snapshot> select(TableMetadata base) {
    Set<Long> named =
        base.refs().entrySet().stream()
            .filter(ref -> !ref.getKey().equals(SnapshotRef.MAIN_BRANCH))
            .map(ref -> ref.getValue().snapshotId())
            .collect(Collectors.toSet());
    List<Snapshot> untagged =
        base.snapshots().stream()
            .filter(snapshot -> !named.contains(snapshot.snapshotId()))
            .toList();
    return untagged.subList(0, Math.max(0, untagged.size() + 1 - MAX_UNTAGGED));
  }
}
