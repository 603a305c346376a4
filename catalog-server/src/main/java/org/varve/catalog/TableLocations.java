// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.UUID;

/**
 * Where new tables and views lie: {@code s3://<bucket>/<name>-<uuid>}.
 *
 * <p>The uuid makes the location unique; the name is there for people, so that whatever could mean
 * something in a URI or an S3 key is left out of it.
 */
final class TableLocations {
  private static final int MAX_NAME_LENGTH = 60;

  private TableLocations() {}

  static String create(String bucket, String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_-]", "_");
    String shortened = plain.substring(0, Math.min(plain.length(), MAX_NAME_LENGTH));
    return "s3://" + bucket + "/" + shortened + "-" + UUID.randomUUID();
  }
}
