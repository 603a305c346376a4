// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.varve.catalog.UnnamedSnapshots;
import org.varve.history.Project;

/**
 * What the owner of a history may commit to its log with other tools: names for snapshots, the
 * expiry of the oldest, and other files with the same rows. None of them changes a row. Everything
 * else only the server does.
 */
final class HistoryCommits {
  /** How the server's own tags begin. */
  private static final String RESERVED = "varve-";

  private HistoryCommits() {}

  /**
   * Fails unless the change leaves the history as it is.
   *
   * @throws ForbiddenException which names the table, or what is wrong with the change
   */
  static void check(TableChange change, TableMetadata base) {
    TableIdentifier identifier = change.identifier();
    if (!identifier.name().equals(Project.CHANGES_TABLE) || change.updates().isEmpty()) {
      throw refusal(identifier);
    }
    for (MetadataUpdate update : change.updates()) {
      if (update instanceof MetadataUpdate.SetSnapshotRef set) {
        checkTag(identifier, base, set.name(), set.type());
      } else if (update instanceof MetadataUpdate.RemoveSnapshotRef remove) {
        SnapshotRef ref = base.ref(remove.name());
        checkTag(identifier, base, remove.name(), ref == null ? "tag" : type(ref));
      } else if (!(update instanceof MetadataUpdate.RemoveSnapshots)) {
        throw refusal(identifier);
      }
    }
    checkOldestFirst(identifier, change, base);
  }

  /** The snapshot of a change that is about nothing else than to replace files. */
  static Optional<Snapshot> findRewrite(TableChange change) {
    if (change.updates().size() != 2
        || !(change.updates().get(0) instanceof MetadataUpdate.AddSnapshot added)
        || !(change.updates().get(1) instanceof MetadataUpdate.SetSnapshotRef set)) {
      return Optional.empty();
    }
    Snapshot snapshot = added.snapshot();
    boolean rewrite =
        DataOperations.REPLACE.equals(snapshot.operation())
            && set.name().equals(SnapshotRef.MAIN_BRANCH)
            && set.snapshotId() == snapshot.snapshotId();
    return rewrite ? Optional.of(snapshot) : Optional.empty();
  }

  private static String type(SnapshotRef ref) {
    return ref.isTag() ? "tag" : "branch";
  }

  private static void checkTag(
      TableIdentifier identifier, TableMetadata base, String name, String type) {
    SnapshotRef before = base.ref(name);
    boolean tag = type.equalsIgnoreCase("tag") && (before == null || before.isTag());
    if (!tag) {
      throw refusal(identifier);
    }
    if (name.startsWith(RESERVED)) {
      throw new ForbiddenException(
          "Cannot commit to table %s: tags that begin with %s are the server's: %s",
          identifier, RESERVED, name);
    }
  }

  private static void checkOldestFirst(
      TableIdentifier identifier, TableChange change, TableMetadata base) {
    Set<Long> removed =
        change.updates().stream()
            .filter(MetadataUpdate.RemoveSnapshots.class::isInstance)
            .flatMap(update -> ((MetadataUpdate.RemoveSnapshots) update).snapshotIds().stream())
            .collect(Collectors.toSet());
    if (!UnnamedSnapshots.areOldest(base, removed)) {
      throw new ForbiddenException(
          "Cannot commit to table %s: snapshots expire strictly oldest first, and those with a"
              + " name do not",
          identifier);
    }
  }

  private static ForbiddenException refusal(TableIdentifier identifier) {
    return new ForbiddenException(
        "Cannot commit to table: only the server changes the history of a project: %s", identifier);
  }
}
