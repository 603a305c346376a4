// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A client of one connection that does as little as a client can, so that the server's work is what
 * is measured: requests are signed once for each key, and what comes is not copied any further than
 * out of the socket. One thread at a time.
 */
final class S3Connection implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final ByteBuffer CONTENT = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /** CR LF CR LF. */
  private static final int END_OF_HEAD = 0x0D0A0D0A;

  private final S3Server server;
  private final SocketChannel socket;
  private final Map<String, String> heads = new HashMap<>();
  private final ByteBuffer request = ByteBuffer.allocateDirect(MAX_HEAD_BYTES);

  /** What was received and not used yet. */
  private final ByteBuffer received = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);

  S3Connection(S3Server server) throws IOException {
    this.server = server;
    this.socket =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Writes an object of so many bytes. */
  void put(String key, long size) throws IOException {
    send("PUT", key, "content-length: " + size + "\r\n");
    ByteBuffer content = CONTENT.duplicate();
    for (long left = size; left > 0; left -= content.limit()) {
      content.clear().limit((int) Math.min(left, BUFFER_BYTES));
      write(content);
    }
    receive("PUT", 200);
  }

  /** Reads an object to its end, and says how long it is. */
  long get(String key) throws IOException {
    send("GET", key, "");
    return receive("GET", 200);
  }

  /** Reads a part of an object. */
  void range(String key, long first, int length) throws IOException {
    send("GET", key, "range: bytes=" + first + "-" + (first + length - 1) + "\r\n");
    long received = receive("GET", 206);
    if (received != length) {
      throw new IOException("Failed to read a range: " + received + " bytes instead of " + length);
    }
  }

  void head(String key) throws IOException {
    send("HEAD", key, "");
    receive("HEAD", 200);
  }

  void delete(String key) throws IOException {
    send("DELETE", key, "");
    receive("DELETE", 204);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void send(String method, String key, String more) throws IOException {
    String head = heads.computeIfAbsent(method + key, name -> head(method, key));
    request.clear();
    request.put((head + more + "\r\n").getBytes(ISO_8859_1)).flip();
    write(request);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  private String head(String method, String key) {
    String path = "/" + S3DoorProcess.BUCKET + "/" + key;
    String host = "127.0.0.1:" + server.port();
    try {
      String headers = S3Signature.headers(method, path, host, server.keys(), Instant.now());
      return method + " " + path + " HTTP/1.1\r\n" + headers;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("No HMAC in this JVM", e);
    }
  }

  private long receive(String method, int expected) throws IOException {
    String head = readHead();
    if (!head.startsWith("HTTP/1.1 " + expected)) {
      throw new IOException(
          "Failed to " + method + " at " + server.name() + ": " + head.lines().findFirst());
    }
    return method.equals("HEAD") ? 0 : skip(contentLength(head));
  }

  /** Takes what was received up to the empty line. */
  private String readHead() throws IOException {
    if (!received.hasRemaining()) {
      received.clear().limit(0);
    }
    for (int at = received.position(); ; at++) {
      while (at + 4 > received.limit()) {
        fill();
      }
      if (received.getInt(at) == END_OF_HEAD) {
        byte[] head = new byte[at + 4 - received.position()];
        received.get(head);
        return new String(head, ISO_8859_1);
      }
    }
  }

  private static long contentLength(String head) {
    int name = head.indexOf("Content-Length:");
    if (name < 0) {
      return 0;
    }
    int from = name + "Content-Length:".length();
    return Long.parseLong(head.substring(from, head.indexOf('\r', from)).trim());
  }

  private long skip(long length) throws IOException {
    long left = length;
    while (true) {
      int here = (int) Math.min(left, received.remaining());
      received.position(received.position() + here);
      left -= here;
      if (left == 0) {
        return length;
      }
      received.clear().limit(0);
      fill();
    }
  }

  /** Receives more, behind what is there. */
  private void fill() throws IOException {
    int position = received.position();
    received.position(received.limit()).limit(received.capacity());
    int count = socket.read(received);
    if (count < 0) {
      throw new EOFException("Failed to read an answer: the connection was closed");
    }
    received.limit(received.position()).position(position);
  }
}
