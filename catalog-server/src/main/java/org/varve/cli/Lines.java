// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The lines of an input, gzipped or plain, with their numbers. Empty lines are passed over. One
 * thread at a time; closes the input.
 */
final class Lines implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;

  private final InputStream in;
  private long number;

  private Lines(InputStream in) {
    this.in = in;
  }

  /** Opens the lines of {@code raw}, which is closed with them. */
  static Lines open(InputStream raw) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER_BYTES);
    buffered.mark(2);
    boolean gzipped = buffered.read() == GZIP_MAGIC_1 && buffered.read() == GZIP_MAGIC_2;
    buffered.reset();
    return new Lines(
        gzipped
            ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER_BYTES), BUFFER_BYTES)
            : buffered);
  }

  /** The number of the line that was read last, or that could not be read; the first is 1. */
  long number() {
    return number;
  }

  /** The next line without its end; empty at the end of the input. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    number++;
    for (int read = in.read(); read >= 0; read = in.read()) {
      if (read != '\n') {
        line.write(read);
      } else if (isBlank(line)) {
        line.reset();
        number++;
      } else {
        return Optional.of(line.toByteArray());
      }
    }
    return isBlank(line) ? Optional.empty() : Optional.of(line.toByteArray());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static boolean isBlank(ByteArrayOutputStream line) {
    return line.size() == 0 || (line.size() == 1 && line.toByteArray()[0] == '\r');
  }
}
