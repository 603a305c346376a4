// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Sends requests as they are written, to see what comes back. */
final class RestClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String uri;

  RestClient(String uri) {
    this.uri = uri;
  }

  Answer get(String path) {
    return send("GET", path, null, Map.of());
  }

  Answer get(String path, Map<String, String> headers) {
    return send("GET", path, null, headers);
  }

  Answer post(String path, String json) {
    return send("POST", path, json, Map.of("Content-Type", "application/json"));
  }

  Answer send(String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri + path))
            .timeout(Duration.ofMinutes(1))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response);
    } catch (Exception e) {
      throw new IllegalStateException("Failed to send: " + method + " " + path, e);
    }
  }

  /** What came back. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** Status, type and message of an error, in one line. */
    String error() {
      JsonNode error = json().path("error");
      return status() + " " + error.path("type").asText() + ": " + error.path("message").asText();
    }
  }
}
