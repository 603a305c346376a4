// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A port of the loopback interface that leads to another, and can lose what passes. Thread-safe;
 * whoever started it closes it.
 */
public final class TcpProxy implements AutoCloseable {
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong requestBytes = new AtomicLong(UNLIMITED);
  private final AtomicLong replyBytes = new AtomicLong(UNLIMITED);
  private final AtomicLong passed = new AtomicLong();

  /** Written by tests, read by the pumps. */
  private volatile boolean down;

  private TcpProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  public static TcpProxy start(String host, int port) throws IOException {
    var proxy = new TcpProxy(new InetSocketAddress(host, port));
    proxy.thread("tcp-proxy", proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** So many more bytes pass to the server; then the connection ends, and the limit is lifted. */
  public void cutRequestsAfter(long bytes) {
    requestBytes.set(bytes);
  }

  /** So many more bytes pass to the client; then the connection ends, and the limit is lifted. */
  public void cutRepliesAfter(long bytes) {
    replyBytes.set(bytes);
  }

  /** Every connection ends at its next request, until {@link #heal}. */
  public void cutEveryRequest() {
    down = true;
  }

  /** Whether a cut is still to come. */
  public boolean isCutPending() {
    return requestBytes.get() < UNLIMITED || replyBytes.get() < UNLIMITED;
  }

  /** Lets everything pass again. */
  public void heal() {
    down = false;
    requestBytes.set(UNLIMITED);
    replyBytes.set(UNLIMITED);
  }

  /** How many bytes passed so far, both ways. */
  public long passedBytes() {
    return passed.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        var server = new Socket();
        sockets.add(client);
        sockets.add(server);
        server.connect(target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        thread("tcp-proxy-requests", () -> pump(client, server, requestBytes));
        thread("tcp-proxy-replies", () -> pump(server, client, replyBytes));
      } catch (IOException e) {
        cut();
      }
    }
  }

  private void pump(Socket from, Socket to, AtomicLong limit) {
    byte[] buffer = new byte[64 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (down) {
          return;
        }
        long left = limit.get();
        int passing = (int) Math.min(count, left);
        out.write(buffer, 0, passing);
        passed.addAndGet(passing);
        if (left < UNLIMITED) {
          boolean reached = passing == left;
          limit.compareAndSet(left, reached ? UNLIMITED : left - passing);
          if (reached) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // One side is gone, and so goes the other.
    }
  }

  private void cut() {
    for (Socket socket : sockets) {
      sockets.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private void thread(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
