// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.varve.client.CatalogClient;
import org.varve.client.wire.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve undrop}. */
@Command(
    name = "undrop",
    mixinStandardHelpOptions = true,
    description = "Put back a table or view that was dropped; without a name, list what can be.")
final class UndropCommand implements Runnable {
  private static final int PAGE = 1_000;

  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "NAMESPACE.TABLE, of which the latest drop is undone; or the id of a drop.")
  private @Nullable String name;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Put it back under this name, NAMESPACE.TABLE.")
  private @Nullable String as;

  UndropCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    CatalogClient client = server.connectToCatalog(console);
    List<JsonNode> dropped = listDropped(client);
    if (name == null) {
      list(dropped);
    } else {
      undrop(client, find(dropped, name));
    }
  }

  private static List<JsonNode> listDropped(CatalogClient client) {
    List<JsonNode> dropped = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      JsonNode page = client.dropped(PAGE, token);
      page.path("dropped").forEach(dropped::add);
      token = Optional.ofNullable(page.path("next_page_token").textValue());
    } while (token.isPresent());
    return dropped;
  }

  private void list(List<JsonNode> dropped) {
    if (server.json()) {
      ObjectNode document = Json.object();
      ArrayNode items = document.putArray("dropped");
      dropped.forEach(items::add);
      console.println(document.toString());
    } else if (table().print(console, dropped) == 0) {
      console.println("Nothing that was dropped can be put back");
    }
  }

  private static Table<JsonNode> table() {
    return new Table<>(
        List.of(
            Column.of("dropped", entry -> entry.path("dropped_at").asText()),
            Column.of("until", entry -> entry.path("undrop_until").asText()),
            Column.of("type", entry -> entry.path("type").asText()),
            Column.shortened("name", UndropCommand::nameOf),
            Column.of("purge", entry -> entry.path("purge").asBoolean() ? "yes" : "no"),
            Column.shortened("by", entry -> entry.path("dropped_by").asText()),
            Column.of("id", entry -> entry.path("id").asText())));
  }

  private static String nameOf(JsonNode entry) {
    return StreamSupport.stream(entry.path("namespace").spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(".", "", "." + entry.path("name").asText()));
  }

  private static JsonNode find(List<JsonNode> dropped, String wanted) {
    return dropped.stream()
        .filter(entry -> nameOf(entry).equals(wanted) || entry.path("id").asText().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "Nothing of that name was dropped, or its time is over: " + wanted));
  }

  private void undrop(CatalogClient client, JsonNode entry) {
    JsonNode back =
        client.undrop(
            entry.path("id").asText(), Optional.ofNullable(as).map(UndropCommand::parseName));
    console.println(
        server.json()
            ? back.toString()
            : nameOf(back) + " is back, dropped at " + entry.path("dropped_at").asText());
  }

  private static TableIdentifier parseName(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length < 2 || Arrays.stream(parts).anyMatch(String::isEmpty)) {
      throw new CommandException("Invalid name: not NAMESPACE.TABLE: " + text);
    }
    return TableIdentifier.of(
        Namespace.of(Arrays.copyOf(parts, parts.length - 1)), parts[parts.length - 1]);
  }
}
