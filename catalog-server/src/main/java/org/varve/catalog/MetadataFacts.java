// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.view.ViewMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog must know of a table or view without reading its metadata again.
 *
 * @param location that the files lie below, without a slash at the end
 * @param uuid of the table or view; empty if it is not known
 * @param guarded whether it is protected from being dropped
 * @param state what commits may require of a table; null for views, and where it is not known
 */
public record MetadataFacts(
    String location, String uuid, boolean guarded, @Nullable TableState state) {
  /** The property that protects a table, a view, or all that is in a namespace. */
  public static final String PROTECTED = "varve.protected";

  /** An index of PostgreSQL takes a few more. */
  private static final int MAX_LOCATION_BYTES = 2_000;

  public MetadataFacts {
    location = location.replaceFirst("^file:/+", "file:///").replaceFirst("/+$", "");
    if (location.getBytes(StandardCharsets.UTF_8).length > MAX_LOCATION_BYTES) {
      throw new IllegalArgumentException(
          "Invalid table location: it is longer than "
              + MAX_LOCATION_BYTES
              + " bytes: "
              + location);
    }
  }

  /** Facts without what commits may require. */
  public MetadataFacts(String location, String uuid, boolean guarded) {
    this(location, uuid, guarded, null);
  }

  /** What is known of a table. */
  public static MetadataFacts of(TableMetadata metadata) {
    return new MetadataFacts(
        metadata.location(),
        String.valueOf(metadata.uuid()),
        isProtected(metadata.properties()),
        TableState.of(metadata));
  }

  /** What is known of a view. */
  public static MetadataFacts of(ViewMetadata metadata) {
    return new MetadataFacts(
        metadata.location(), String.valueOf(metadata.uuid()), isProtected(metadata.properties()));
  }

  /** Whether properties protect what has them. */
  static boolean isProtected(Map<String, String> properties) {
    return "true".equalsIgnoreCase(properties.get(PROTECTED));
  }
}
