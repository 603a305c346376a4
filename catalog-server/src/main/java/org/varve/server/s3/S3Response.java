// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.varve.storage.ObjectReader;

/**
 * The answer to a request. Each {@code send} says what it is, once; {@link #finish} lets it go. One
 * thread at a time.
 *
 * <p>Only {@link #write}, and content of more than {@link #MAX_PENDING_BYTES}, wait for the client.
 */
final class S3Response {
  /** How many bytes may wait for {@link #finish}. */
  static final int MAX_PENDING_BYTES = 64 * 1024;

  /** How many bytes of a large object are read, and sent, at a time. */
  static final int MAX_BUFFER_BYTES = 256 * 1024;

  private final Response response;
  private ByteBuffer pending = BufferUtil.EMPTY_BUFFER;
  private @Nullable RetainableByteBuffer lent;

  S3Response(Response response) {
    this.response = response;
  }

  S3Response header(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  S3Response header(HttpHeader header, String value) {
    response.getHeaders().put(header, value);
    return this;
  }

  boolean isCommitted() {
    return response.isCommitted();
  }

  /** Forgets the content of an answer that turned out to be an error, and what was said of it. */
  void forgetContent() {
    dropPending();
    response
        .getHeaders()
        .remove(
            EnumSet.of(
                HttpHeader.CONTENT_LENGTH,
                HttpHeader.CONTENT_RANGE,
                HttpHeader.CONTENT_TYPE,
                HttpHeader.CONTENT_ENCODING));
  }

  /** An answer without content. */
  void sendEmpty(int status) {
    response.setStatus(status);
    if (status == 200) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    }
  }

  /** An answer to HEAD: the length of content that is not sent. */
  void sendHead(int status, long length) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
  }

  void sendXml(int status, byte[] document) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, document.length);
    pending = ByteBuffer.wrap(document);
  }

  /** Starts an answer of unknown length; {@link #write} goes on with it. */
  void startXml() {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
  }

  void write(byte[] bytes) throws IOException {
    Content.Sink.write(response, false, ByteBuffer.wrap(bytes));
  }

  void end(byte[] bytes) {
    pending = ByteBuffer.wrap(bytes);
  }

  /** Sends bytes of an object in bounded memory. */
  void sendObject(int status, ObjectReader reader, long from, long length) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    if (length == 0) {
      return;
    }
    ByteBuffer bytes = lend((int) Math.min(length, MAX_BUFFER_BYTES));
    for (long sent = 0; ; ) {
      bytes.clear().limit((int) Math.min(MAX_BUFFER_BYTES, length - sent));
      while (bytes.hasRemaining()) {
        sent += reader.read(from + sent, bytes);
      }
      bytes.flip();
      if (sent == length) {
        pending = bytes;
        return;
      }
      Content.Sink.write(response, false, bytes);
    }
  }

  /** Sends what is left, and tells the callback when that is done; it does not wait for it. */
  void finish(Callback callback) {
    RetainableByteBuffer buffer = lent;
    lent = null;
    response.write(
        true, pending, buffer == null ? callback : Callback.from(buffer::release, callback));
  }

  /** Breaks the connection: nothing else can tell the client that it has no whole answer. */
  void breakOff(Throwable failure, Callback callback) {
    dropPending();
    callback.failed(failure);
  }

  private ByteBuffer lend(int capacity) {
    RetainableByteBuffer buffer =
        response.getRequest().getComponents().getByteBufferPool().acquire(capacity, true);
    lent = buffer;
    return buffer.getByteBuffer();
  }

  private void dropPending() {
    pending = BufferUtil.EMPTY_BUFFER;
    if (lent != null) {
      lent.release();
      lent = null;
    }
  }
}
