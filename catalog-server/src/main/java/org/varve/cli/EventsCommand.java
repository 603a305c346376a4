// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.varve.client.CatalogClient;
import org.varve.client.wire.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code varve events}. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "What changed in the catalog and in the histories, oldest first.")
final class EventsCommand implements Runnable {
  private static final int PAGE = 1_000;
  private static final int WAIT_SECONDS = 30;

  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--after",
      paramLabel = "N",
      description = "Only events after this one; without it, all that are kept.")
  private @Nullable Long after;

  @Option(names = "--limit", paramLabel = "N", description = "The first N only.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--follow",
      description = "Go on with events as they happen; with --json one document a line.")
  private boolean follow;

  EventsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    CatalogClient client = server.connectToCatalog(console);
    if (follow) {
      follow(client);
      return;
    }
    List<JsonNode> events = listEvents(client);
    if (server.json()) {
      ObjectNode document = Json.object();
      ArrayNode items = document.putArray("events");
      events.forEach(items::add);
      console.println(document.toString());
    } else if (table().print(console, events) == 0) {
      console.println("No events");
    }
  }

  private List<JsonNode> listEvents(CatalogClient client) {
    List<JsonNode> events = new ArrayList<>();
    Optional<Long> position = Optional.ofNullable(after);
    JsonNode page;
    do {
      page = client.events(position, (int) Math.min(PAGE, limit - events.size()), 0);
      page.path("events").forEach(events::add);
      position = Optional.of(page.path("next_after").asLong());
    } while (!page.path("events").isEmpty() && events.size() < limit);
    return events;
  }

  private void follow(CatalogClient client) {
    Optional<Long> position = Optional.ofNullable(after);
    long shown = 0;
    while (shown < limit && !console.deserted()) {
      JsonNode page = client.events(position, (int) Math.min(PAGE, limit - shown), WAIT_SECONDS);
      for (JsonNode event : page.path("events")) {
        console.println(server.json() ? event.toString() : line(event));
        shown++;
      }
      position = Optional.of(page.path("next_after").asLong());
    }
  }

  private static String line(JsonNode event) {
    return String.join(
        "  ",
        event.path("sequence").asText(),
        event.path("happened_at").asText(),
        event.path("type").asText(),
        subject(event),
        event.path("principal").asText());
  }

  private static Table<JsonNode> table() {
    return new Table<>(
        List.of(
            Column.of("event", event -> event.path("sequence").asText()),
            Column.of("happened", event -> event.path("happened_at").asText()),
            Column.of("type", event -> event.path("type").asText()),
            Column.shortened("what", EventsCommand::subject),
            Column.shortened("by", event -> event.path("principal").asText())));
  }

  private static String subject(JsonNode event) {
    if (event.has("project_id")) {
      return event.path("project_id").asText();
    }
    String namespace =
        StreamSupport.stream(event.path("namespace").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining("."));
    return event.has("name") ? namespace + "." + event.path("name").asText() : namespace;
  }
}
