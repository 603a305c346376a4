// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.varve.client.wire.ErrorJson;
import org.varve.client.wire.Json;
import org.varve.sql.QueryException;
import org.varve.sql.QueryException.Kind;

/** Requests to one server, and its failures as {@link QueryException}. Thread-safe. */
final class HttpDoor {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than the server lets anything run, so that its own answer comes first. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

  private final URI server;
  private final HttpClient http;

  HttpDoor(URI server) {
    this.server = server;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  JsonNode load(String path, Parameters parameters) {
    return ask(request(path + parameters).GET().build(), Kind.UNAVAILABLE);
  }

  /** Sends something that changes nothing, or that may be sent again. */
  JsonNode post(String path, JsonNode body) {
    return ask(json(path, body), Kind.UNAVAILABLE);
  }

  /** Sends something that is recorded: without an answer nobody knows whether it was. */
  JsonNode record(String path, JsonNode body) {
    return ask(json(path, body), Kind.OUTCOME_UNKNOWN);
  }

  JsonNode record(String path, String contentType, byte[] body) {
    return ask(
        request(path)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        Kind.OUTCOME_UNKNOWN);
  }

  void delete(String path) {
    ask(request(path).DELETE().build(), Kind.UNAVAILABLE);
  }

  private HttpRequest json(String path, JsonNode body) {
    BodyPublisher publisher = BodyPublishers.ofByteArray(Json.bytes(body));
    return request(path).header("Content-Type", "application/json").POST(publisher).build();
  }

  private HttpRequest.Builder request(String path) {
    String base = server.toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path)).timeout(ANSWER_TIMEOUT);
  }

  private JsonNode ask(HttpRequest request, Kind whenLost) {
    HttpResponse<InputStream> response = send(request, whenLost);
    try (InputStream body = response.body()) {
      if (response.statusCode() == 204) {
        return Json.object();
      }
      if (!isJson(response)) {
        throw stranger(response, whenLost);
      }
      JsonNode answer = Json.parse(body);
      if (response.statusCode() >= 300) {
        throw ErrorJson.parse(answer);
      }
      return answer;
    } catch (IOException | UncheckedIOException e) {
      throw lost(whenLost, e);
    }
  }

  private static boolean isJson(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("").contains("json");
  }

  /** Another program has the address, such as the S3 door, or a proxy answers for the server. */
  private QueryException stranger(HttpResponse<?> response, Kind whenLost) {
    boolean gateway = response.statusCode() >= 500;
    return new QueryException(
        gateway ? whenLost : Kind.FAILED,
        "What answers at %s is no Varve server: HTTP status %d"
            .formatted(server, response.statusCode()));
  }

  private HttpResponse<InputStream> send(HttpRequest request, Kind whenLost) {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new QueryException(Kind.UNAVAILABLE, "No server answers at " + server, e);
    } catch (IOException e) {
      throw lost(whenLost, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(Kind.CANCELLED, "Interrupted while waiting for " + server, e);
    }
  }

  private QueryException lost(Kind kind, Exception cause) {
    return new QueryException(kind, "The connection to " + server + " was lost", cause);
  }
}
