// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where tables refer to files outside of their own location, as {@code add_files} makes them do.
 *
 * <p>Nothing in a table's metadata tells it: all of its manifests are read. They never change, so
 * that what was found in them is kept, and whoever asks again reads what is new. Thread-safe.
 */
final class ForeignFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignFiles.class);
  private static final long MAX_REMEMBERED_CHARACTERS = 16L << 20;

  private final FileIO io;
  private final MetadataCache metadata;

  /** By the table's location and that of its metadata, a manifest list or a manifest. */
  private final Cache<String, Set<String>> remembered =
      Caffeine.newBuilder()
          .maximumWeight(MAX_REMEMBERED_CHARACTERS)
          .weigher(ForeignFiles::weigh)
          .build();

  ForeignFiles(FileIO io, MetadataCache metadata) {
    this.io = io;
    this.metadata = metadata;
  }

  private static int weigh(String key, Set<String> directories) {
    return key.length() + directories.stream().mapToInt(String::length).sum();
  }

  /**
   * The directories of the files outside of a table that one of its snapshots needs. Each ends with
   * a slash.
   *
   * @param metadataLocation where the table's metadata is
   */
  Set<String> directories(String metadataLocation) {
    return remember("", metadataLocation, () -> ofTable(metadata.load(io, metadataLocation)));
  }

  private Set<String> ofTable(TableMetadata table) {
    Set<String> found = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      String list = snapshot.manifestListLocation();
      if (list != null) {
        found.addAll(remember(table.location(), list, () -> ofSnapshot(table, snapshot)));
      }
    }
    return found;
  }

  private Set<String> ofSnapshot(TableMetadata table, Snapshot snapshot) {
    Set<String> found = new HashSet<>();
    for (ManifestFile manifest : snapshot.allManifests(io)) {
      found.addAll(remember(table.location(), manifest.path(), () -> ofManifest(table, manifest)));
    }
    return found;
  }

  private Set<String> ofManifest(TableMetadata table, ManifestFile manifest) {
    Set<String> found = new HashSet<>();
    addForeign(table, manifest.path(), found);
    try (CloseableIterable<? extends ContentFile<?>> files = open(table, manifest)) {
      for (ContentFile<?> file : files) {
        addForeign(table, file.location(), found);
      }
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read manifest: %s", manifest.path());
    }
    return found;
  }

  private static void addForeign(TableMetadata table, String location, Set<String> found) {
    String directory = normal(location.substring(0, location.lastIndexOf('/') + 1));
    if (!directory.startsWith(normal(table.location()) + "/")) {
      found.add(directory);
    }
  }

  /** As the catalog writes the locations of tables. */
  private static String normal(String location) {
    return location.replaceFirst("^file:/+", "file:///");
  }

  private CloseableIterable<? extends ContentFile<?>> open(
      TableMetadata table, ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.read(manifest, io, table.specsById())
        : ManifestFiles.readDeleteManifest(manifest, io, table.specsById());
  }

  private Set<String> remember(String tableLocation, String file, Reading reading) {
    String key = tableLocation + " " + file;
    Set<String> known = remembered.getIfPresent(key);
    if (known != null) {
      return known;
    }
    try {
      Set<String> found = Set.copyOf(reading.run());
      remembered.put(key, found);
      return found;
    } catch (NotFoundException e) {
      // Nobody can read what it belongs to any more, or it is superseded and something newer is
      // looked at the next time.
      LOG.warn("A file that a table names is missing: {}", file);
      return Set.of();
    }
  }

  @FunctionalInterface
  private interface Reading {
    Set<String> run();
  }
}
