// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException.Kind;

/**
 * The values of one column of one Arrow record batch, in Arrow's layout: a bit a row that says
 * whether there is a value, and the values; texts and bytes with the offsets of their ends.
 * Mutable; one thread at a time.
 */
final class ArrowColumn {
  private static final int DECIMAL_BYTES = 16;
  private static final int MAX_DECIMAL_BITS = 127;

  private final ColumnReader reader;
  private final boolean nanos;
  private final ByteArrayOutputStream validity = new ByteArrayOutputStream();
  private final ByteArrayOutputStream offsets = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ByteBuffer scratch = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
  private int rows;
  private int nulls;
  private int validBits;
  private int dataBits;

  /**
   * @param nanos whether times have nanoseconds instead of microseconds
   */
  ArrowColumn(ColumnReader reader, boolean nanos) {
    this.reader = reader;
    this.nanos = nanos;
    if (hasOffsets()) {
      putInt(offsets, 0);
    }
  }

  void add(@Nullable Object value) {
    int bit = 1 << (rows % 8);
    if (value == null) {
      nulls++;
      addNothing();
    } else {
      validBits |= bit;
      addValue(value, bit);
    }
    if (hasOffsets()) {
      putInt(offsets, data.size());
    }
    rows++;
    if (rows % 8 == 0) {
      flushBits();
    }
  }

  int rows() {
    return rows;
  }

  int nulls() {
    return nulls;
  }

  int sizeBytes() {
    return validity.size() + offsets.size() + data.size();
  }

  /** The buffers in Arrow's order. Call once, after the last value. */
  List<byte[]> finish() {
    if (rows % 8 != 0) {
      flushBits();
    }
    List<byte[]> buffers = new ArrayList<>();
    buffers.add(validity.toByteArray());
    if (hasOffsets()) {
      buffers.add(offsets.toByteArray());
    }
    buffers.add(data.toByteArray());
    return buffers;
  }

  private boolean hasOffsets() {
    return switch (reader) {
      case BYTES, JSON, TEXT -> true;
      default -> false;
    };
  }

  private void addNothing() {
    int width =
        switch (reader) {
          case BOOLEAN, BYTES, JSON, TEXT -> 0;
          case FLOAT, DATE -> 4;
          case INTEGER, DOUBLE, TIMESTAMP, ZONED_TIMESTAMP -> 8;
          case HUGE_INTEGER, UNSIGNED_HUGE_INTEGER, DECIMAL -> DECIMAL_BYTES;
        };
    data.writeBytes(new byte[width]);
  }

  private void addValue(Object value, int bit) {
    switch (reader) {
      case BOOLEAN -> dataBits |= (Boolean) value ? bit : 0;
      case INTEGER -> putLong((Long) value);
      case HUGE_INTEGER, UNSIGNED_HUGE_INTEGER -> putDecimal((BigInteger) value);
      case DECIMAL -> putDecimal(((BigDecimal) value).unscaledValue());
      case FLOAT -> putInt(data, Float.floatToIntBits((Float) value));
      case DOUBLE -> putLong(Double.doubleToLongBits((Double) value));
      case DATE -> putInt(data, Math.toIntExact(((LocalDate) value).toEpochDay()));
      case TIMESTAMP -> putLong(units(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
      case ZONED_TIMESTAMP -> putLong(units(((OffsetDateTime) value).toInstant()));
      case BYTES -> data.writeBytes((byte[]) value);
      case JSON, TEXT -> data.writeBytes(((String) value).getBytes(StandardCharsets.UTF_8));
    }
  }

  private long units(Instant time) {
    long perSecond = nanos ? 1_000_000_000L : 1_000_000L;
    long fraction = nanos ? time.getNano() : time.getNano() / 1_000;
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), perSecond), fraction);
  }

  private void putDecimal(BigInteger unscaled) {
    if (unscaled.bitLength() > MAX_DECIMAL_BITS) {
      throw new QueryException(
          Kind.UNPROCESSABLE, "Cannot write result: Arrow has no integer this large: " + unscaled);
    }
    byte[] bigEndian = unscaled.toByteArray();
    byte[] bytes = new byte[DECIMAL_BYTES];
    for (int i = 0; i < DECIMAL_BYTES; i++) {
      int from = bigEndian.length - 1 - i;
      bytes[i] = from >= 0 ? bigEndian[from] : (byte) (unscaled.signum() < 0 ? -1 : 0);
    }
    data.writeBytes(bytes);
  }

  private void putLong(long value) {
    scratch.clear().putLong(value);
    data.write(scratch.array(), 0, 8);
  }

  private void putInt(ByteArrayOutputStream target, int value) {
    scratch.clear().putInt(value);
    target.write(scratch.array(), 0, 4);
  }

  private void flushBits() {
    validity.write(validBits);
    validBits = 0;
    if (reader == ColumnReader.BOOLEAN) {
      data.write(dataBits);
      dataBits = 0;
    }
  }
}
