// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.varve.server.config.ByteSize;
import org.varve.server.config.ConfigException;
import org.varve.server.config.HttpConfig;
import org.varve.sql.QueryException;

class HttpServerTest {
  private static final ByteSize LIMIT = new ByteSize(4096);
  private static final HttpConfig CONFIG =
      new HttpConfig("127.0.0.1", 0, LIMIT, Duration.ofSeconds(5));

  private final CountDownLatch inFlight = new CountDownLatch(1);
  private final CountDownLatch mayFinish = new CountDownLatch(1);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Metrics metrics = new Metrics();
  private volatile boolean storageFails;
  private HealthRoutes health;
  private HttpServer server;

  @BeforeEach
  void start() {
    health =
        new HealthRoutes(
            List.of(
                Dependency.of("postgres", () -> {}),
                new Dependency(
                    "storage",
                    "tempZone at icat:1247",
                    () -> {
                      if (storageFails) {
                        throw new IOException("Cannot write to /data");
                      }
                    })),
            Map::of);
    server =
        HttpServer.start(
            CONFIG,
            metrics,
            List.of(
                new RequestIds(), new LocalOnly(), new ApiErrors(), health, metrics, this::addTo));
  }

  @AfterEach
  void stop() {
    mayFinish.countDown();
    server.close();
    health.close();
    metrics.close();
  }

  private void addTo(RoutesConfig routes) {
    routes.get(
        "/refuse/{kind}",
        context -> {
          throw new QueryException(
              QueryException.Kind.valueOf(context.pathParam("kind")), "Cannot do it: a reason");
        });
    routes.get(
        "/break",
        context -> {
          throw new IllegalStateException("internal detail");
        });
    routes.get(
        "/slow",
        context -> {
          inFlight.countDown();
          mayFinish.await();
          context.result("finished");
        });
    routes.post(
        "/count",
        context -> {
          try (InputStream body = RequestBody.open(context, LIMIT)) {
            context.result(Integer.toString(body.readAllBytes().length));
          }
        });
  }

  @Test
  void everyKindOfFailureHasItsStatusAndItsCode() throws Exception {
    assertThat(get("/refuse/INVALID").statusCode()).isEqualTo(400);
    assertThat(get("/refuse/FORBIDDEN").statusCode()).isEqualTo(403);
    assertThat(get("/refuse/NOT_FOUND").statusCode()).isEqualTo(404);
    assertThat(get("/refuse/CONFLICT").statusCode()).isEqualTo(409);
    assertThat(get("/refuse/TOO_LARGE").statusCode()).isEqualTo(413);
    assertThat(get("/refuse/UNPROCESSABLE").statusCode()).isEqualTo(422);
    assertThat(get("/refuse/CANCELLED").statusCode()).isEqualTo(422);
    assertThat(get("/refuse/SLOW_DOWN").statusCode()).isEqualTo(429);
    assertThat(get("/refuse/UNAVAILABLE").statusCode()).isEqualTo(503);
    assertThat(get("/refuse/OUTCOME_UNKNOWN").statusCode()).isEqualTo(500);
    assertThat(get("/refuse/FAILED").statusCode()).isEqualTo(500);
  }

  @Test
  void whoAsksTooMuchIsToldWhenToComeBack() throws Exception {
    HttpResponse<String> response = get("/refuse/SLOW_DOWN");

    assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(response.body()).contains("\"code\":\"slow_down\"");
  }

  @Test
  void anErrorCarriesTheRequestIdOfTheCaller() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/refuse/CONFLICT").header("X-Request-Id", "caller-1").build(),
            BodyHandlers.ofString());

    assertThat(response.headers().firstValue("X-Request-Id")).hasValue("caller-1");
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":{\"code\":\"conflict\",\"message\":\"Cannot do it: a reason\",\"request_id\":\"caller-1\"}}");
  }

  @Test
  void aRequestIdThatCouldForgeALogLineIsReplaced() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/healthz").header("X-Request-Id", "a b").build(), BodyHandlers.ofString());

    assertThat(response.headers().firstValue("X-Request-Id").orElseThrow()).hasSize(36);
  }

  @Test
  void anUnexpectedFailureKeepsItsDetailsToItself() throws Exception {
    HttpResponse<String> response = get("/break");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .contains("The server failed to answer; its log has the request id")
        .doesNotContain("internal detail");
  }

  @Test
  void aPathThatDoesNotExistIsAJsonErrorToo() throws Exception {
    HttpResponse<String> response = get("/none");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body())
        .contains(
            "\"code\":\"not_found\"",
            "Path does not exist (the history is at /api/v1, Iceberg's catalog at /iceberg): GET /none");
  }

  @Test
  void aMethodThatThePathDoesNotHaveIsRefused() throws Exception {
    HttpResponse<String> response =
        client.send(request("/healthz").DELETE().build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).contains("Method is not allowed: DELETE /healthz");
  }

  @Test
  void aPageOfAnotherSiteIsRefused() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/healthz").header("Origin", "https://evil.example").build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body())
        .contains("Invalid Origin: the server answers its own machine only: evil.example");
  }

  @Test
  void aNameThatWasPointedAtLoopbackIsRefused() throws Exception {
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void aPageOfThisServerIsServed() throws Exception {
    String origin = "http://localhost:" + server.address().getPort();

    assertThat(
            client
                .send(request("/healthz").header("Origin", origin).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aBodyUpToTheLimitIsRead() throws Exception {
    assertThat(post(new byte[4096]).body()).isEqualTo("4096");
  }

  @Test
  void aLargerBodyOfUnknownLengthIsRefusedWhileItIsRead() throws Exception {
    HttpRequest.BodyPublisher unknown =
        BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[5000]));

    HttpResponse<String> response =
        client.send(request("/count").POST(unknown).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("Invalid body: larger than the limit: 4KiB");
  }

  @Test
  void aBodyThatSaysThatItIsHugeIsRefusedBeforeAnyOfItIsSent() throws Exception {
    assertThat(raw("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 209715200\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void readinessNamesWhatDoesNotAnswerAndWhy() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    storageFails = true;

    HttpResponse<String> response = get("/readyz");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body())
        .isEqualTo(
            "{\"checks\":[{\"name\":\"postgres\",\"ok\":true},"
                + "{\"name\":\"storage\",\"where\":\"tempZone at icat:1247\",\"ok\":false,\"reason\":\"Cannot write to /data\"}],"
                + "\"status\":\"not ready\"}");
  }

  @Test
  void metricsCountRequestsByRoute() throws Exception {
    get("/refuse/INVALID");
    get("/none");

    assertThat(get("/metrics").body())
        .contains(
            "http_server_requests_seconds_count{method=\"GET\",route=\"/refuse/{kind}\",status=\"400\"} 1",
            "http_server_requests_seconds_count{method=\"GET\",route=\"none\",status=\"404\"} 1",
            "jvm_memory_used_bytes",
            "varve_change_sets_total 0.0");
  }

  @Test
  void stoppingLetsARequestInFlightFinish() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
    assertThat(inFlight.await(10, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
    await().until(() -> refusesConnections(server.address()));
    mayFinish.countDown();

    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("finished");
    stopping.get(10, TimeUnit.SECONDS);
  }

  @Test
  void stoppingEndsARequestThatDoesNotFinishInTime() throws Exception {
    HttpConfig hasty = new HttpConfig("127.0.0.1", 0, LIMIT, Duration.ofMillis(200));
    HttpServer stopped = HttpServer.start(hasty, metrics, List.of(this::addTo));
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(stopped.address().resolve("/slow")).build(),
            BodyHandlers.ofString());
    assertThat(inFlight.await(10, TimeUnit.SECONDS)).isTrue();

    stopped.close();

    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    assertThat(refusesConnections(stopped.address())).isTrue();
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    int port = server.address().getPort();
    HttpConfig taken = new HttpConfig("127.0.0.1", port, LIMIT, Duration.ofSeconds(1));

    assertThatThrownBy(() -> HttpServer.start(taken, metrics, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid http.port: another program listens there: " + port);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    return client.send(
        request("/count").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path));
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readNBytes(20), StandardCharsets.US_ASCII);
    }
  }

  private static boolean refusesConnections(URI address) {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }
}
