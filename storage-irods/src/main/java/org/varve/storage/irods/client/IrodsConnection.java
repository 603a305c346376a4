// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.irods.irods4j.authentication.AuthPlugin;
import org.irods.irods4j.authentication.NativeAuthPlugin;
import org.irods.irods4j.authentication.PamPasswordAuthPlugin;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.api.IRODSApi.RcComm;
import org.irods.irods4j.low_level.api.IRODSException;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.client.IrodsClientException.Kind;

/**
 * One logged-in connection. Whoever holds its lease uses it; nobody else touches it. The pool's
 * lock makes what one holder wrote visible to the next.
 */
final class IrodsConnection {
  /** What a lost answer means for whoever asked. */
  enum Effect {
    READS(Kind.UNAVAILABLE),
    CHANGES(Kind.OUTCOME_UNKNOWN);

    private final Kind whenLost;

    Effect(Kind whenLost) {
      this.whenLost = whenLost;
    }
  }

  /** One request: sends it, and answers the code that came back. */
  @FunctionalInterface
  interface Request {
    int send(RcComm comm) throws IOException;
  }

  private final RcComm comm;
  private boolean broken;
  private int descriptors;
  private long lastUsedNanos;

  private IrodsConnection(RcComm comm) {
    this.comm = comm;
    this.lastUsedNanos = System.nanoTime();
  }

  /**
   * Connects and logs in.
   *
   * @throws IrodsClientException with kind {@code FORBIDDEN} if the login is refused, otherwise
   *     {@code UNAVAILABLE}
   */
  static IrodsConnection open(IrodsConfig config) {
    Socket socket = newSocket(config);
    try {
      int connectMillis = Math.toIntExact(config.timeouts().connect().toMillis());
      // Without this, every request of 8 to 60 KB waits 44 ms for a delayed acknowledgement.
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(
          new InetSocketAddress(config.endpoint().host(), config.endpoint().port()), connectMillis);
      socket.setSoTimeout(connectMillis);
      RcComm comm = IrodsHandshake.run(config, socket);
      logIn(comm, config);
      comm.socket.setSoTimeout(Math.toIntExact(config.timeouts().read().toMillis()));
      return new IrodsConnection(comm);
    } catch (IrodsClientException e) {
      closeQuietly(socket);
      throw e;
    } catch (Exception e) { // irods4j declares no less
      closeQuietly(socket);
      throw IrodsClientException.of(
          Kind.UNAVAILABLE, "Failed to connect to iRODS: " + config.endpoint(), e);
    }
  }

  /** One with a channel, which can look without waiting. */
  private static Socket newSocket(IrodsConfig config) {
    try {
      return SocketChannel.open().socket();
    } catch (IOException e) {
      throw IrodsClientException.of(
          Kind.UNAVAILABLE, "Failed to connect to iRODS: " + config.endpoint(), e);
    }
  }

  private static void logIn(RcComm comm, IrodsConfig config) throws Exception {
    AuthPlugin plugin =
        switch (config.login().scheme()) {
          case NATIVE -> new NativeAuthPlugin();
          case PAM_PASSWORD -> new PamPasswordAuthPlugin(true);
        };
    try {
      IRODSApi.rcAuthenticateClient(comm, plugin, config.login().password());
    } catch (IRODSException e) {
      throw IrodsClientException.refused(
          "log in to iRODS",
          config.login().effectiveUser() + "#" + config.endpoint().zone(),
          e.getErrorCode());
    }
  }

  /**
   * Sends a request and checks its code.
   *
   * @param verb and subject: for the message
   * @return the code, 0 or more
   * @throws IrodsClientException if iRODS refuses, or, by the effect, if no answer came; then the
   *     connection is broken
   */
  int request(Effect effect, String verb, String subject, Request request) {
    int code = ask(effect, verb, subject, request);
    if (code < 0) {
      throw IrodsClientException.refused(verb, subject, code);
    }
    return code;
  }

  /** As {@link #request}, for callers that read refusals themselves. */
  int ask(Effect effect, String verb, String subject, Request request) {
    boolean answered = false;
    try {
      int code = request.send(comm);
      answered = true;
      lastUsedNanos = System.nanoTime();
      return code;
    } catch (IOException | RuntimeException e) {
      // irods4j reports a dead connection by parsing errors and empty buffers as well.
      throw IrodsClientException.of(
          effect.whenLost, "Failed to %s: the connection was lost: %s".formatted(verb, subject), e);
    } finally {
      broken |= !answered;
    }
  }

  boolean isBroken() {
    return broken;
  }

  /** Open data objects of this connection on the server. */
  int descriptors() {
    return descriptors;
  }

  void addDescriptor() {
    descriptors++;
  }

  void removeDescriptor() {
    descriptors--;
  }

  boolean isIdleFor(Duration duration) {
    return System.nanoTime() - lastUsedNanos >= duration.toNanos();
  }

  /**
   * Whether the server is still there: it never speaks first, so silence is good news. Costs
   * microseconds, and spares changes an outcome that nobody knows. On an encrypted connection too:
   * what the server sends unasked after the login is that it closes.
   */
  boolean isAlive() {
    if (!broken) {
      broken = !isSilent(comm.plainSocket.getChannel());
    }
    return !broken;
  }

  private static boolean isSilent(SocketChannel channel) {
    try {
      channel.configureBlocking(false);
      boolean silent = channel.read(ByteBuffer.allocate(1)) == 0;
      channel.configureBlocking(true);
      return silent;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the connection without a word; what is being written on it becomes stale. */
  void breakOff() {
    broken = true;
    closeQuietly(comm.socket);
  }

  /** Says good-bye if that is possible, and closes. */
  void close() {
    try {
      if (!broken) {
        IRODSApi.rcDisconnect(comm);
      }
    } catch (IOException e) {
      // It is closed below, and the server notices.
    } finally {
      broken = true;
      closeQuietly(comm.socket);
    }
  }

  private static void closeQuietly(@Nullable Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // Nothing is lost: what matters was answered before.
    }
  }
}
