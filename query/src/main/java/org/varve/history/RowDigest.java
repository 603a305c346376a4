// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a number of rows are, whatever their order: how many, and the sum of their hashes over every
 * column. Used by one thread.
 *
 * <p>The hashes are salted, so that nobody can look for other rows with the same sum: whoever made
 * the rows did not know the salt.
 */
final class RowDigest {
  private final MessageDigest sha256 = sha256();
  private final byte[] salt;
  private final long[] sums = new long[4];
  private long count;

  /** Digests can be compared if their salt is the same. */
  RowDigest(byte[] salt) {
    this.salt = salt.clone();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Adds a row. */
  void add(Record row) {
    sha256.update(salt);
    for (int i = 0; i < row.size(); i++) {
      addColumn(row.get(i));
    }
    ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
    for (int i = 0; i < sums.length; i++) {
      sums[i] += hash.getLong();
    }
    count++;
  }

  /** With its length before it, so that no two rows read alike. */
  private void addColumn(@Nullable Object value) {
    if (value == null) {
      sha256.update((byte) 0);
      return;
    }
    // A column has one type, and the texts of its values differ as the values do.
    byte[] text = value.toString().getBytes(UTF_8);
    sha256.update((byte) 1);
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
    sha256.update(text);
  }

  /** How many rows were added. */
  long count() {
    return count;
  }

  /** Whether the rows of both are the same, each as often. */
  boolean sameAs(RowDigest other) {
    return count == other.count
        && Arrays.equals(sums, other.sums)
        && Arrays.equals(salt, other.salt);
  }
}
