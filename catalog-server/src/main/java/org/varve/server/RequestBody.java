// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import io.javalin.http.Context;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.varve.server.config.ByteSize;
import org.varve.sql.QueryException;

/**
 * The body of a request, up to a limit. A body that says that it is larger is refused before any of
 * it is read; one that does not say so, at the first byte too many. One thread at a time.
 */
public final class RequestBody extends FilterInputStream {
  private final ByteSize limit;
  private long left;

  private RequestBody(InputStream in, ByteSize limit) {
    super(in);
    this.limit = limit;
    this.left = limit.bytes();
  }

  /**
   * Opens the body. The server closes it with the request.
   *
   * @throws QueryException of kind TOO_LARGE, here or while reading
   */
  public static RequestBody open(Context context, ByteSize limit) {
    if (context.req().getContentLengthLong() > limit.bytes()) {
      throw tooLarge(limit);
    }
    try {
      return new RequestBody(context.req().getInputStream(), limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) {
    left -= read;
    if (left < 0) {
      throw tooLarge(limit);
    }
  }

  private static QueryException tooLarge(ByteSize limit) {
    return new QueryException(
        QueryException.Kind.TOO_LARGE, "Invalid body: larger than the limit: " + limit);
  }
}
