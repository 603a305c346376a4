// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.zip.Checksum;

/**
 * CRC-64/NVME: the polynomial 0xAD93D23594C93659, reflected, with all bits set before and inverted
 * after. One thread at a time.
 */
final class Crc64Nvme implements Checksum {
  private static final long REFLECTED_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final int SLICES = 8;
  private static final long[][] TABLES = tables();

  private long crc = -1L;

  @Override
  public void update(int value) {
    crc = TABLES[0][(int) ((crc ^ value) & 0xFF)] ^ (crc >>> 8);
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    long sum = crc;
    // Eight bytes a step, each looked up in the table of its distance from the end of the step.
    for (; end - at >= SLICES; at += SLICES) {
      long mixed = sum ^ littleEndian(bytes, at);
      sum = 0;
      for (int slice = 0; slice < SLICES; slice++) {
        sum ^= TABLES[SLICES - 1 - slice][(int) (mixed >>> (8 * slice)) & 0xFF];
      }
    }
    for (; at < end; at++) {
      sum = TABLES[0][(int) ((sum ^ bytes[at]) & 0xFF)] ^ (sum >>> 8);
    }
    crc = sum;
  }

  @Override
  public long getValue() {
    return ~crc;
  }

  @Override
  public void reset() {
    crc = -1L;
  }

  private static long littleEndian(byte[] bytes, int at) {
    long value = 0;
    for (int i = SLICES - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xFF);
    }
    return value;
  }

  private static long[][] tables() {
    long[][] tables = new long[SLICES][256];
    for (int value = 0; value < 256; value++) {
      long sum = value;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >>> 1 : (sum >>> 1) ^ REFLECTED_POLYNOMIAL;
      }
      tables[0][value] = sum;
    }
    for (int slice = 1; slice < SLICES; slice++) {
      for (int value = 0; value < 256; value++) {
        long before = tables[slice - 1][value];
        tables[slice][value] = tables[0][(int) before & 0xFF] ^ (before >>> 8);
      }
    }
    return tables;
  }
}
