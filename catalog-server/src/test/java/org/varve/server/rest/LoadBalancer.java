// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Sends each request to another replica than the one before, and past those that are dead.
 * Thread-safe; whoever started it closes it.
 */
final class LoadBalancer implements AutoCloseable {
  /** What belongs to one connection, and is set by the client and the server themselves. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "transfer-encoding",
          "upgrade");

  private final List<Replica> replicas;
  private final IntConsumer before;
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private LoadBalancer(List<Replica> replicas, IntConsumer before) throws IOException {
    this.replicas = List.copyOf(replicas);
    this.before = before;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  /**
   * Starts one on a free port.
   *
   * @param before is told the number of each request before it is sent on
   */
  static LoadBalancer start(List<Replica> replicas, IntConsumer before) throws IOException {
    return new LoadBalancer(replicas, before);
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/iceberg";
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body;
      try (InputStream in = exchange.getRequestBody()) {
        body = in.readAllBytes();
      }
      int number = requests.incrementAndGet();
      before.accept(number);
      HttpResponse<byte[]> response = send(exchange, body, number);
      AnsweredOperations.add(
          exchange.getRequestMethod(),
          exchange.getRequestURI().getRawPath().substring("/iceberg".length()),
          response.statusCode());
      answer(exchange, response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request that no server has heard of is sent to the next one; every other one once. */
  private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body, int number)
      throws IOException, InterruptedException {
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get((number + i) % replicas.size());
      try {
        return client.send(request(exchange, body, replica), BodyHandlers.ofByteArray());
      } catch (ConnectException e) {
        if (i == replicas.size() - 1) {
          throw e;
        }
      }
    }
    throw new IllegalStateException("There are no replicas");
  }

  private static HttpRequest request(HttpExchange exchange, byte[] body, Replica replica) {
    String query = exchange.getRequestURI().getRawQuery();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(
                replica.address()
                    + exchange.getRequestURI().getRawPath()
                    + (query == null ? "" : "?" + query)));
    request.method(
        exchange.getRequestMethod(),
        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (isPassed(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  private static boolean isPassed(String header) {
    return !OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (isPassed(name)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    byte[] body = response.body();
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
