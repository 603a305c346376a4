// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import org.apache.iceberg.TableMetadata;

/**
 * Table metadata and its bytes, as they were written.
 *
 * @param metadata with the location that it was written to
 */
record WrittenTable(TableMetadata metadata, MetadataJson content) {
  String location() {
    return metadata.metadataFileLocation();
  }

  /** The bytes themselves, not a copy. */
  byte[] json() {
    return content.bytes();
  }
}
