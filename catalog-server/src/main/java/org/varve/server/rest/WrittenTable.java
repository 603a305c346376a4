// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import org.apache.iceberg.TableMetadata;

/** Table metadata and its bytes, as they were written. Not changed after it was made. */
final class WrittenTable {
  private final TableMetadata metadata;
  private final byte[] json;

  WrittenTable(TableMetadata metadata, byte[] json) {
    this.metadata = metadata;
    this.json = json;
  }

  TableMetadata metadata() {
    return metadata;
  }

  String location() {
    return metadata.metadataFileLocation();
  }

  /** The bytes themselves, not a copy. */
  byte[] json() {
    return json;
  }
}
