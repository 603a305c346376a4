// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content whose end is reached only if it matches. One thread at a time. */
final class CheckedInputStream extends InputStream {
  private final InputStream source;
  private final @Nullable Long length;
  private final List<BodyCheck> checks;
  private long count;
  private boolean checked;

  /**
   * @param length in bytes, if it is known
   */
  CheckedInputStream(InputStream source, @Nullable Long length, List<BodyCheck> checks) {
    this.source = source;
    this.length = length;
    this.checks = checks;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int wanted) throws IOException {
    if (checked) {
      return -1;
    }
    int read = source.read(bytes, offset, wanted);
    if (read >= 0) {
      count += read;
      checks.forEach(check -> check.digest().update(bytes, offset, read));
      return read;
    }
    if (length != null && count != length) {
      throw new S3Exception(
          S3ErrorCode.INCOMPLETE_BODY,
          "You did not provide the number of bytes specified by the Content-Length HTTP header.");
    }
    checks.forEach(BodyCheck::finish);
    checked = true;
    return -1;
  }
}
