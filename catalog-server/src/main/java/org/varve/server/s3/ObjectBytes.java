// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.varve.storage.ObjectReader;
import org.varve.storage.StagedObject;

/** Moves and compares bytes of objects in bounded memory. */
final class ObjectBytes {
  private static final int BUFFER_BYTES = 128 * 1024;

  private ObjectBytes() {}

  /** Appends a stream's content, to its end. */
  static void append(InputStream content, StagedObject target) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      target.write(buffer, 0, count);
    }
  }

  /** Appends a range of an object, showing it to a digest on its way. */
  static void append(ObjectReader source, ByteRange range, BodyDigest digest, StagedObject target) {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (long position = range.first(); position <= range.last(); ) {
      int count = fill(source, position, range.last() - position + 1, buffer);
      digest.update(buffer, 0, count);
      target.write(buffer, 0, count);
      position += count;
    }
  }

  static void append(ObjectReader source, ByteRange range, StagedObject target) {
    append(source, range, BodyDigest.NONE, target);
  }

  /** Every byte of an object. */
  static ByteRange all(ObjectReader source) {
    return new ByteRange(0, source.object().sizeBytes() - 1);
  }

  static boolean areEqual(ObjectReader left, ObjectReader right) {
    long size = left.object().sizeBytes();
    if (size != right.object().sizeBytes()) {
      return false;
    }
    byte[] leftBuffer = new byte[BUFFER_BYTES];
    byte[] rightBuffer = new byte[BUFFER_BYTES];
    for (long position = 0; position < size; ) {
      int count = fill(left, position, size - position, leftBuffer);
      int same = fill(right, position, count, rightBuffer);
      while (same < count) {
        same += fill(right, position + same, count - same, rightBuffer, same);
      }
      if (!ByteBuffer.wrap(leftBuffer, 0, count).equals(ByteBuffer.wrap(rightBuffer, 0, count))) {
        return false;
      }
      position += count;
    }
    return true;
  }

  private static int fill(ObjectReader source, long position, long wanted, byte[] buffer) {
    return fill(source, position, wanted, buffer, 0);
  }

  private static int fill(
      ObjectReader source, long position, long wanted, byte[] buffer, int offset) {
    int length = (int) Math.min(wanted, buffer.length - offset);
    return source.read(position, ByteBuffer.wrap(buffer, offset, length));
  }
}
