// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/**
 * Parsed table metadata by its location.
 *
 * <p>What a location holds never changes, so the cache is never wrong; which location a table has
 * is not here. Bounded by an estimate of the heap that the entries take. Thread-safe.
 */
public final class MetadataCache {
  private static final int BASE_BYTES = 8_192;
  private static final int BYTES_A_SNAPSHOT = 2_048;
  private static final int BYTES_A_COLUMN = 256;

  private final Cache<String, TableMetadata> metadata;

  public MetadataCache(long maxBytes) {
    this.metadata =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String location, TableMetadata entry) -> estimateBytes(entry))
            .build();
  }

  /**
   * The metadata at a location, which carries the location.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such file
   */
  public TableMetadata load(FileIO io, String location) {
    return metadata.get(location, missing -> TableMetadataParser.read(io, missing));
  }

  /** Remembers what was just written to a location, as reading it would give it. */
  public TableMetadata put(String location, TableMetadata written) {
    TableMetadata entry = isAsRead(location, written) ? written : asRead(location, written);
    metadata.put(location, entry);
    return entry;
  }

  private static boolean isAsRead(String location, TableMetadata written) {
    return written.changes().isEmpty() && location.equals(written.metadataFileLocation());
  }

  private static TableMetadata asRead(String location, TableMetadata written) {
    return TableMetadata.buildFrom(written).discardChanges().withMetadataLocation(location).build();
  }

  private static int estimateBytes(TableMetadata entry) {
    int columns = entry.schemas().stream().mapToInt(schema -> schema.columns().size()).sum();
    return BASE_BYTES + BYTES_A_SNAPSHOT * entry.snapshots().size() + BYTES_A_COLUMN * columns;
  }
}
