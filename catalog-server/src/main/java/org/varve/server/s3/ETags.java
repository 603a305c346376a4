// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.varve.storage.StoredObject;

/**
 * Entity tags: {@code id-size-mtime}. They say which bytes, not what bytes: no digest of an object
 * is ever computed only to name it.
 */
final class ETags {
  private ETags() {}

  /** With the quotes that are part of it. */
  static String of(StoredObject object) {
    long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, object.modifiedAt());
    return '"'
        + object.id()
        + '-'
        + Long.toHexString(object.sizeBytes())
        + '-'
        + Long.toHexString(nanos)
        + '"';
  }

  /** What a client made of an entity tag: some send it without the quotes. */
  static boolean matches(String sent, StoredObject object) {
    String tag = sent.trim();
    String expected = of(object);
    return tag.equals(expected) || ('"' + tag + '"').equals(expected);
  }
}
