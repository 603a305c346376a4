// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A client of one connection that does as little as a client can, so that the server's work is what
 * is measured: requests are signed once for each key. One thread at a time.
 */
final class S3Connection implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final byte[] CONTENT = new byte[BUFFER_BYTES];

  private final S3Server server;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Map<String, String> heads = new HashMap<>();

  /** What was received and not used yet lies between {@code start} and {@code limit}. */
  private final byte[] buffer = new byte[BUFFER_BYTES];

  private int start;
  private int limit;

  S3Connection(S3Server server) throws IOException {
    this.server = server;
    this.socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Writes an object of so many bytes. */
  void put(String key, long size) throws IOException {
    send("PUT", key, "content-length: " + size + "\r\n");
    for (long left = size; left > 0; left -= CONTENT.length) {
      out.write(CONTENT, 0, (int) Math.min(left, CONTENT.length));
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
    out.write((head + more + "\r\n").getBytes(ISO_8859_1));
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
    int end = readHead();
    String head = new String(buffer, start, end - start, ISO_8859_1);
    start = end;
    if (!head.startsWith("HTTP/1.1 " + expected)) {
      throw new IOException(
          "Failed to " + method + " at " + server.name() + ": " + head.lines().findFirst());
    }
    return method.equals("HEAD") ? 0 : skip(contentLength(head));
  }

  /** Where the head ends that begins at {@code start}. */
  private int readHead() throws IOException {
    if (start == limit) {
      start = 0;
      limit = 0;
    }
    for (int at = start; ; at++) {
      while (at + 4 > limit) {
        fill();
      }
      if (buffer[at] == '\r' && buffer[at + 2] == '\r' && buffer[at + 3] == '\n') {
        return at + 4;
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
      int here = (int) Math.min(left, limit - start);
      start += here;
      left -= here;
      if (left == 0) {
        return length;
      }
      start = 0;
      limit = 0;
      fill();
    }
  }

  private void fill() throws IOException {
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      throw new EOFException("Failed to read an answer: the connection was closed");
    }
    limit += count;
  }
}
