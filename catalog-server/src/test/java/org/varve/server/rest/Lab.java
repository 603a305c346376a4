// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.varve.server.rest.RestClient.Answer;

/**
 * A server for a class of tests. Before each of them its catalog holds the namespace {@code lab}
 * and nothing else.
 */
final class Lab implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  static final String TABLES = "/v1/namespaces/lab/tables";
  static final String SCHEMA =
      """
      {"type": "struct", "schema-id": 0, "fields":
        [{"id": 1, "name": "id", "required": true, "type": "long"}]}
      """;

  private Path directory;
  private TestServer server;
  private RestClient client;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("varve-lab");
    server = TestServer.start(directory);
    client = new RestClient(server.uri());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    server.clear();
    createNamespace("lab");
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    server.close();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(path);
      }
    }
  }

  TestServer server() {
    return server;
  }

  RestClient client() {
    return client;
  }

  /** Where the buckets lie. */
  Path directory() {
    return directory;
  }

  Answer createNamespace(String... levels) {
    return client.post(
        "/v1/namespaces",
        Arrays.stream(levels)
            .map(level -> "\"" + level + "\"")
            .collect(Collectors.joining(",", "{\"namespace\": [", "], \"properties\": {}}")));
  }

  /** Creates a table of that name in the namespace {@code lab}. */
  Answer createTable(String name) {
    return client.post(TABLES, "{\"name\": \"" + name + "\", \"schema\": " + SCHEMA + "}");
  }

  /** All files that the server has written, in order. */
  List<Path> files() {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
