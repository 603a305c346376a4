// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The data files that one snapshot has and another has not, by their locations. Nothing else that
 * its manifests say of them is believed.
 *
 * @param added their locations
 */
record ReplacedFiles(List<DataFile> removed, List<String> added) {
  /** What fits into memory. */
  private static final int MAX_FILES = 100_000;

  /**
   * Compares a snapshot with the one that it is to follow.
   *
   * @throws ValidationException if it has delete files, a file twice, or one outside of the table
   */
  static ReplacedFiles between(Table table, Snapshot before, Snapshot after) {
    if (!after.deleteManifests(table.io()).isEmpty()) {
      throw new ValidationException("it adds delete files");
    }
    Map<String, ManifestFile> old = byPath(before.dataManifests(table.io()));
    Map<String, ManifestFile> next = byPath(after.dataManifests(table.io()));
    Map<String, ManifestFile> common = new LinkedHashMap<>(old);
    common.keySet().retainAll(next.keySet());
    old.keySet().removeAll(common.keySet());
    next.keySet().removeAll(common.keySet());
    Map<String, DataFile> removed = new LinkedHashMap<>();
    forEach(table, old, file -> removed.put(file.location(), file.copyWithoutStats()));
    Set<String> seen = new HashSet<>();
    List<String> added = new ArrayList<>();
    forEach(
        table,
        next,
        file -> {
          if (!seen.add(file.location())) {
            throw new ValidationException("it has a file twice: %s", file.location());
          }
          if (removed.remove(file.location()) == null) {
            checkOwn(table, file.location());
            added.add(file.location());
          }
          checkFew(seen);
        });
    Set<String> fresh = Set.copyOf(added);
    if (!fresh.isEmpty()) {
      forEach(
          table,
          common,
          file -> {
            if (fresh.contains(file.location())) {
              throw new ValidationException("it has a file twice: %s", file.location());
            }
          });
    }
    return new ReplacedFiles(List.copyOf(removed.values()), added);
  }

  private static Map<String, ManifestFile> byPath(List<ManifestFile> manifests) {
    Map<String, ManifestFile> byPath = new LinkedHashMap<>();
    for (ManifestFile manifest : manifests) {
      if (byPath.put(manifest.path(), manifest) != null) {
        throw new ValidationException("it has a manifest twice: %s", manifest.path());
      }
    }
    return byPath;
  }

  private static void forEach(
      Table table, Map<String, ManifestFile> manifests, Consumer<DataFile> use) {
    for (ManifestFile manifest : manifests.values()) {
      checkOwn(table, manifest.path());
      try (CloseableIterable<DataFile> live =
          ManifestFiles.read(manifest, table.io(), table.specs())) {
        live.forEach(use);
      } catch (IOException e) {
        throw new RuntimeIOException(e, "Failed to read manifest: %s", manifest.path());
      }
    }
  }

  private static void checkOwn(Table table, String location) {
    if (!location.startsWith(table.location() + "/") || location.contains("/../")) {
      throw new ValidationException("a file lies outside of the table: %s", location);
    }
  }

  private static void checkFew(Set<String> files) {
    if (files.size() > MAX_FILES) {
      throw new ValidationException(
          "it names more than %s files: rewrite fewer at once", MAX_FILES);
    }
  }
}
