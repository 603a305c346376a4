// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One connection that sends one request after the other. It does next to nothing itself: on a
 * machine with few cores a comfortable client would cost more than the servers that it measures.
 * Used by one thread.
 */
final class RestConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String host;
  private final String root;

  RestConnection(URI address, String root) throws IOException {
    this.socket = new Socket(address.getHost(), address.getPort());
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = socket.getOutputStream();
    this.host = address.getAuthority();
    this.root = root;
  }

  /** Sends a request without a body, as Iceberg's client does: it takes compressed answers. */
  Reply get(String path, Map<String, String> headers) throws IOException {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Accept-Encoding", "gzip");
    return send("GET", path, all, "");
  }

  /** Asks for an answer that is not compressed. */
  Reply getPlain(String path) throws IOException {
    return send("GET", path, Map.of(), "");
  }

  Reply post(String path, String json) throws IOException {
    return send("POST", path, Map.of("Content-Type", "application/json"), json);
  }

  private Reply send(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(root).append(path).append(" HTTP/1.1\r\nHost: ");
    head.append(host).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (content.length > 0) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + content.length + 2);
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(content);
    request.writeTo(out);
    out.flush();
    return readReply();
  }

  private Reply readReply() throws IOException {
    String[] status = readLine().split(" ", 3);
    Map<String, String> headers = new HashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int code = Integer.parseInt(status[1]);
    return new Reply(code, headers, readBody(code, headers));
  }

  private byte[] readBody(int status, Map<String, String> headers) throws IOException {
    if (status == 204 || status == 304) {
      return new byte[0];
    }
    if (headers.containsKey("content-length")) {
      return readFully(Integer.parseInt(headers.get("content-length")));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = readChunkSize(); size > 0; size = readChunkSize()) {
      body.writeBytes(readFully(size));
      readLine();
    }
    readLine();
    return body.toByteArray();
  }

  private int readChunkSize() throws IOException {
    return Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
  }

  private byte[] readFully(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("The server closed the connection");
    }
    return bytes;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("The server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** What came back. Immutable, as long as nobody changes its body. */
  static final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Reply(int status, Map<String, String> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    int status() {
      return status;
    }

    /** A header by its name in lower case. */
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    byte[] body() {
      return body;
    }

    /** Fails unless the status is the expected one. */
    Reply expect(int expected) {
      if (status != expected) {
        throw new IllegalStateException(
            "Expected "
                + expected
                + ", not "
                + status
                + ": "
                + new String(body, StandardCharsets.UTF_8));
      }
      return this;
    }
  }
}
