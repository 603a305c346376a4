// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.relocated.com.google.common.util.concurrent.MoreExecutors;
import org.apache.iceberg.util.PropertyUtil;

/** Keeps what grows with every commit to one table within bounds. Used by one thread. */
final class TableUpkeep {
  private final Table table;
  private final OwnFiles files;
  private final SupportsPrefixOperations listing;
  private final Bounds bounds;

  /**
   * Upkeep of a table.
   *
   * @param listing lists what lies below the table
   */
  TableUpkeep(Table table, SupportsPrefixOperations listing, Bounds bounds) {
    this.table = table;
    this.files = new OwnFiles(table.io(), table.location());
    this.listing = listing;
    this.bounds = bounds;
  }

  /**
   * Removes the oldest {@link UnnamedSnapshots} if there are too many, and the files that only they
   * refer to.
   *
   * @return how many were removed
   */
  int expireSnapshots() {
    if (!isCollected()) {
      return 0;
    }
    List<Snapshot> expired = UnnamedSnapshots.listBeyond(metadata(), bounds.maxUnnamed());
    if (expired.isEmpty()) {
      return 0;
    }
    ExpireSnapshots expire =
        table
            .expireSnapshots()
            .expireOlderThan(0)
            .deleteWith(files::deleteFile)
            .executeDeleteWith(MoreExecutors.newDirectExecutorService());
    expired.forEach(snapshot -> expire.expireSnapshotId(snapshot.snapshotId()));
    expire.commit();
    return expired.size();
  }

  private TableMetadata metadata() {
    return ((HasTableOperations) table).operations().refresh();
  }

  /** Without garbage collection files may belong to others too: Iceberg's own rule. */
  private boolean isCollected() {
    return PropertyUtil.propertyAsBoolean(
        table.properties(), TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
  }

  /**
   * Merges the manifests of the current state if there are too many.
   *
   * @return how many there are fewer
   */
  int mergeManifests() {
    Snapshot current = table.currentSnapshot();
    if (current == null) {
      return 0;
    }
    int before = current.allManifests(table.io()).size();
    if (before <= bounds.maxManifests()) {
      return 0;
    }
    table
        .rewriteManifests()
        .clusterBy(file -> file.partition().toString())
        .scanManifestsWith(MoreExecutors.newDirectExecutorService())
        .commit();
    table.refresh();
    return before - table.currentSnapshot().allManifests(table.io()).size();
  }

  /**
   * Deletes files of the metadata directory that nothing refers to and that are old enough to
   * belong to nobody who is still at work: what commits left that did not happen, and what was
   * superseded.
   *
   * @return how many were deleted
   */
  int deleteOrphans() {
    if (table.properties().containsKey(TableProperties.WRITE_METADATA_LOCATION)) {
      // Elsewhere lies what others write too.
      return 0;
    }
    // Listed first: what is committed from here on is either younger, or in what is read next.
    List<String> old = listOld("/metadata/");
    Set<String> referenced = old.isEmpty() ? Set.of() : listReferenced(metadata());
    List<String> orphans = old.stream().filter(file -> !referenced.contains(file)).toList();
    files.deleteFiles(orphans);
    return orphans.size();
  }

  /**
   * Deletes data files of a history that no snapshot refers to and that are old enough to belong to
   * nobody who is still at work: what was merged away, when the last snapshot that needs it is
   * gone, and what crashed writers left.
   *
   * @return how many were deleted
   */
  int deleteOrphanData() {
    Set<String> orphans = new HashSet<>(listOld("/data/"));
    Set<String> read = new HashSet<>();
    TableMetadata metadata = metadata();
    for (Snapshot snapshot : orphans.isEmpty() ? List.<Snapshot>of() : metadata.snapshots()) {
      for (ManifestFile manifest : manifestsOf(snapshot)) {
        if (read.add(manifest.path())) {
          removeLive(orphans, manifest, metadata);
        }
      }
    }
    files.deleteFiles(orphans);
    return orphans.size();
  }

  private void removeLive(Set<String> orphans, ManifestFile manifest, TableMetadata metadata) {
    try (CloseableIterable<String> live =
        ManifestFiles.readPaths(manifest, table.io(), metadata.specsById())) {
      live.forEach(orphans::remove);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read manifest: %s", manifest.path());
    }
  }

  private List<String> listOld(String directory) {
    List<String> old = new ArrayList<>();
    for (FileInfo file : listing.listPrefix(table.location() + directory)) {
      if (file.createdAtMillis() < bounds.orphansBefore().toEpochMilli()) {
        old.add(file.location());
      }
    }
    return old;
  }

  private Set<String> listReferenced(TableMetadata metadata) {
    Set<String> referenced = new HashSet<>();
    referenced.add(metadata.metadataFileLocation());
    metadata.previousFiles().forEach(previous -> referenced.add(previous.file()));
    metadata.statisticsFiles().forEach(file -> referenced.add(file.path()));
    metadata.partitionStatisticsFiles().forEach(file -> referenced.add(file.path()));
    for (Snapshot snapshot : metadata.snapshots()) {
      if (snapshot.manifestListLocation() != null) {
        referenced.add(snapshot.manifestListLocation());
      }
      for (ManifestFile manifest : manifestsOf(snapshot)) {
        referenced.add(manifest.path());
      }
    }
    return referenced;
  }

  private List<ManifestFile> manifestsOf(Snapshot snapshot) {
    try {
      return snapshot.allManifests(table.io());
    } catch (NotFoundException e) {
      // Without its list nobody knows what the snapshot needs: then nothing here is deleted.
      throw new NotFoundException(
          e, "Cannot look for orphans of %s: a manifest list is missing", table.name());
    }
  }

  /**
   * What is too much, and too old.
   *
   * @param maxUnnamed most snapshots that nothing names
   * @param maxManifests most manifests of the current state
   * @param orphansBefore files that nothing refers to are deleted if they are older
   */
  record Bounds(int maxUnnamed, int maxManifests, Instant orphansBefore) {}
}
