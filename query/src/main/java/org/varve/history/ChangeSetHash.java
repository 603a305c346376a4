// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a change set: SHA-256, hexadecimal, of its canonical form.
 *
 * <p>The canonical form can be computed from the rows of {@code avu_changes} alone: the text {@code
 * varve change set 1}, then for every row in the order of {@code ordinal}, every column in the
 * order of the field ids but {@code change_set_hash}. A text is one byte 1, its length in bytes (4
 * bytes, big endian) and its UTF-8; an absent value is one byte 0. Numbers are decimal texts, times
 * the decimal text of the microseconds since 1970-01-01T00:00:00Z. As {@code previous_hash} is one
 * of the columns, the hashes of a project are a chain.
 */
final class ChangeSetHash {
  private static final String FORM = "varve change set 1";

  private final MessageDigest digest;

  private ChangeSetHash() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The hash of the rows of one change set, in the order of their ordinals. */
  static String of(List<Record> rows) {
    ChangeSetHash hash = new ChangeSetHash();
    hash.update(FORM);
    for (Record row : rows) {
      for (Types.NestedField column : HistorySchema.SCHEMA.columns()) {
        if (!column.name().equals(HistorySchema.CHANGE_SET_HASH)) {
          hash.update(text(row.getField(column.name())));
        }
      }
    }
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof OffsetDateTime time
        ? Long.toString(Micros.ofEpoch(time.toInstant()))
        : value.toString();
  }

  private void update(@Nullable String text) {
    if (text == null) {
      digest.update((byte) 0);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((byte) 1);
    digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
    digest.update(bytes);
  }
}
