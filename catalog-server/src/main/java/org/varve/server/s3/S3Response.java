// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.varve.storage.ObjectReader;

/** The answer to a request. Each {@code send} ends it. One thread at a time. */
final class S3Response {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Response response;
  private final ByteBufferPool buffers;

  S3Response(Response response) {
    this.response = response;
    this.buffers = response.getRequest().getComponents().getByteBufferPool();
  }

  S3Response header(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  boolean isCommitted() {
    return response.isCommitted();
  }

  /** Forgets what was said of the content of an answer that turned out to be an error. */
  void forgetContent() {
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
  void sendEmpty(int status) throws IOException {
    response.setStatus(status);
    if (status == 200) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    }
    Content.Sink.write(response, true, BufferUtil.EMPTY_BUFFER);
  }

  /** An answer to HEAD: the length of content that is not sent. */
  void sendHead(int status, long length) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    Content.Sink.write(response, true, BufferUtil.EMPTY_BUFFER);
  }

  void sendXml(int status, byte[] document) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, document.length);
    Content.Sink.write(response, true, ByteBuffer.wrap(document));
  }

  /** Starts an answer of unknown length; {@link #write} goes on with it. */
  void startXml() {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
  }

  void write(byte[] bytes) throws IOException {
    Content.Sink.write(response, false, ByteBuffer.wrap(bytes));
  }

  void end(byte[] bytes) throws IOException {
    Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
  }

  /** Sends bytes of an object in bounded memory. */
  void sendObject(int status, ObjectReader reader, long from, long length) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    RetainableByteBuffer buffer = buffers.acquire(BUFFER_BYTES, true);
    try {
      ByteBuffer bytes = buffer.getByteBuffer();
      for (long sent = 0; sent < length; ) {
        bytes.clear().limit((int) Math.min(bytes.capacity(), length - sent));
        sent += reader.read(from + sent, bytes);
        bytes.flip();
        Content.Sink.write(response, sent == length, bytes);
      }
    } finally {
      buffer.release();
    }
    if (length == 0) {
      Content.Sink.write(response, true, BufferUtil.EMPTY_BUFFER);
    }
  }
}
