// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * The bytes of a file, in order or by position. One thread at a time; ranged reads leave the
 * position as it is. Seeking past the end is allowed, and there is nothing to read there.
 *
 * <p>Of several ranges that are asked for together, those near each other are read in one go: what
 * lies between costs less than another trip.
 */
public abstract class RangedInputStream extends SeekableInputStream implements RangeReadable {
  private static final int MAX_GAP_BYTES = 64 * 1024;
  private static final int MAX_GROUP_BYTES = 4 * 1024 * 1024;

  private final String location;
  private long position;

  protected RangedInputStream(String location) {
    this.location = location;
  }

  /** Length of the whole file in bytes. */
  protected abstract long size() throws IOException;

  protected abstract boolean isOpen();

  /** Reads at least one byte and at most {@code length}, or answers -1 at the end of the file. */
  protected abstract int readSome(long from, byte[] buffer, int offset, int length)
      throws IOException;

  /**
   * Reads exactly so many bytes.
   *
   * @throws java.io.EOFException if the file ends before
   */
  protected abstract void fill(long from, byte[] buffer, int offset, int length) throws IOException;

  @Override
  public final long getPos() {
    return position;
  }

  @Override
  public final void seek(long newPosition) throws IOException {
    checkOpen();
    checkPosition(newPosition);
    position = newPosition;
  }

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] buffer, int offset, int length) throws IOException {
    checkOpen();
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    int count = readSome(position, buffer, offset, length);
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public final long skip(long count) throws IOException {
    checkOpen();
    long skipped = Math.max(0, Math.min(count, size() - position));
    position += skipped;
    return skipped;
  }

  @Override
  public final void readFully(long from, byte[] buffer, int offset, int length) throws IOException {
    checkOpen();
    checkPosition(from);
    Objects.checkFromIndexSize(offset, length, buffer.length);
    fill(from, buffer, offset, length);
  }

  @Override
  public final int readTail(byte[] buffer, int offset, int length) throws IOException {
    checkOpen();
    int count = (int) Math.min(length, size());
    readFully(size() - count, buffer, offset, count);
    return count;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Everything is read when this returns. If something cannot be read this fails, and so does
   * every range that was not read.
   */
  @Override
  public final void readVectored(List<FileRange> ranges, IntFunction<ByteBuffer> allocate)
      throws IOException {
    try {
      for (List<FileRange> group : groups(RangeReadable.sortRanges(ranges))) {
        readGroup(group, allocate);
      }
    } catch (IOException | RuntimeException e) {
      ranges.forEach(range -> range.byteBuffer().completeExceptionally(e));
      throw e;
    }
  }

  private static List<List<FileRange>> groups(List<FileRange> sorted) {
    List<List<FileRange>> groups = new ArrayList<>();
    List<FileRange> group = new ArrayList<>();
    for (FileRange range : sorted) {
      if (!group.isEmpty() && !belongsTo(group, range)) {
        groups.add(group);
        group = new ArrayList<>();
      }
      group.add(range);
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  private static boolean belongsTo(List<FileRange> group, FileRange range) {
    long end = range.offset() + range.length();
    return range.offset() - end(group) <= MAX_GAP_BYTES
        && end - group.get(0).offset() <= MAX_GROUP_BYTES;
  }

  private static long end(List<FileRange> group) {
    FileRange last = group.get(group.size() - 1);
    return last.offset() + last.length();
  }

  private void readGroup(List<FileRange> group, IntFunction<ByteBuffer> allocate)
      throws IOException {
    long start = group.get(0).offset();
    byte[] bytes = new byte[Math.toIntExact(end(group) - start)];
    readFully(start, bytes);
    for (FileRange range : group) {
      ByteBuffer target = allocate.apply(range.length());
      target.put(bytes, (int) (range.offset() - start), range.length()).flip();
      range.byteBuffer().complete(target);
    }
  }

  private static void checkPosition(long position) {
    ValidationException.check(position >= 0, "Invalid position: negative: %s", position);
  }

  protected final long position() {
    return position;
  }

  protected final void checkOpen() throws IOException {
    if (!isOpen()) {
      throw new IOException("Cannot read file: the stream is closed: " + location);
    }
  }
}
