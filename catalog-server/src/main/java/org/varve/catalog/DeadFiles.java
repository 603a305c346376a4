// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;

/**
 * All files that the metadata of one table names, to be deleted in batches.
 *
 * <p>What names other files is deleted after them, the metadata file itself last: a deletion that
 * was interrupted can start over, and takes what is missing for deleted. Used by one thread.
 */
final class DeadFiles {
  private static final int BATCH_FILES = 1_000;

  private final OwnFiles files;
  private final TableMetadata metadata;
  private final Runnable afterBatch;
  private final List<String> batch = new ArrayList<>();

  /**
   * The files of a table.
   *
   * @param files refuses what lies outside of the table
   * @param afterBatch is called when a batch has been deleted
   */
  DeadFiles(OwnFiles files, TableMetadata metadata, Runnable afterBatch) {
    this.files = files;
    this.metadata = metadata;
    this.afterBatch = afterBatch;
  }

  /** Deletes them; fails if one cannot be deleted. */
  void delete() {
    Map<String, ManifestFile> manifests = new LinkedHashMap<>();
    for (Snapshot snapshot : metadata.snapshots()) {
      manifestsOf(snapshot).forEach(manifest -> manifests.put(manifest.path(), manifest));
    }
    // Without garbage collection the files may belong to others too: Iceberg's own rule.
    if (PropertyUtil.propertyAsBoolean(
        metadata.properties(), TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
      manifests.values().forEach(this::deleteFilesOf);
      flush();
    }
    manifests.keySet().forEach(this::add);
    flush();
    metadata.snapshots().forEach(snapshot -> add(snapshot.manifestListLocation()));
    metadata.statisticsFiles().forEach(file -> add(file.path()));
    metadata.partitionStatisticsFiles().forEach(file -> add(file.path()));
    metadata.previousFiles().forEach(previous -> add(previous.file()));
    flush();
    add(metadata.metadataFileLocation());
    flush();
  }

  private List<ManifestFile> manifestsOf(Snapshot snapshot) {
    try {
      return snapshot.allManifests(files);
    } catch (NotFoundException e) {
      return List.of();
    }
  }

  private void deleteFilesOf(ManifestFile manifest) {
    try (CloseableIterable<? extends ContentFile<?>> named = open(manifest)) {
      for (ContentFile<?> file : named) {
        add(file.location());
      }
    } catch (NotFoundException e) {
      // Deleted by a purge that was interrupted: after everything that it names.
      return;
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read manifest: %s", manifest.path());
    }
  }

  private CloseableIterable<? extends ContentFile<?>> open(ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.read(manifest, files, metadata.specsById())
        : ManifestFiles.readDeleteManifest(manifest, files, metadata.specsById());
  }

  private void add(String location) {
    batch.add(location);
    if (batch.size() == BATCH_FILES) {
      flush();
    }
  }

  private void flush() {
    if (!batch.isEmpty()) {
      files.deleteFiles(List.copyOf(batch));
      batch.clear();
      afterBatch.run();
    }
  }
}
