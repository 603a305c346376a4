// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.CatalogEvent;
import org.varve.catalog.EventLog;
import org.varve.client.wire.Json;
import org.varve.client.wire.TimeText;
import org.varve.server.Answers;
import org.varve.server.QueryParameters;
import org.varve.server.Routes;
import org.varve.sql.QueryException;

/** Tells what changed, in an order that can be followed. */
public final class EventRoutes implements Routes {
  private static final long MAX_WAIT_SECONDS = 60;

  private final EventLog events;
  private final EventWaiters waiters;

  public EventRoutes(EventLog events, EventWaiters waiters) {
    this.events = events;
    this.waiters = waiters;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/events", this::list);
  }

  private void list(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    String given = parameters.text("after");
    int limit = parameters.limit();
    long wait = number("wait", parameters.text("wait"), 0, MAX_WAIT_SECONDS);
    parameters.refuseOthers();
    long after =
        given == null
            ? CatalogFailures.translated(events::beginning)
            : number("after", given, 0, Long.MAX_VALUE);
    List<CatalogEvent> page = read(after, limit);
    if (page.isEmpty() && wait > 0) {
      context.future(
          () ->
              waiters
                  .await(after, Duration.ofSeconds(wait))
                  .thenAccept(nothing -> answer(context, after, read(after, limit))));
    } else {
      answer(context, after, page);
    }
  }

  private List<CatalogEvent> read(long after, int limit) {
    return CatalogFailures.translated(() -> events.list(after, limit));
  }

  private static long number(String name, @Nullable String text, long min, long max) {
    if (text == null) {
      return min;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new QueryException(
          QueryException.Kind.INVALID, "Invalid " + name + ": not a whole number: " + text, e);
    }
    throw new QueryException(
        QueryException.Kind.INVALID,
        "Invalid " + name + ": not between " + min + " and " + max + ": " + text);
  }

  private static void answer(Context context, long after, List<CatalogEvent> page) {
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("events");
    page.forEach(event -> items.add(format(event)));
    answer.put("next_after", page.isEmpty() ? after : page.get(page.size() - 1).sequence());
    Answers.json(context, answer);
  }

  private static ObjectNode format(CatalogEvent event) {
    ObjectNode node =
        Json.object()
            .put("sequence", event.sequence())
            .put("happened_at", TimeText.format(event.happenedAt()))
            .put("type", event.what().type())
            .put("principal", event.origin().principal());
    if (!event.origin().requestId().isEmpty()) {
      node.put("request_id", event.origin().requestId());
    }
    if (!event.what().namespace().isEmpty()) {
      ArrayNode levels = node.putArray("namespace");
      for (String level : event.what().namespace().levels()) {
        levels.add(level);
      }
    }
    event.what().name().ifPresent(name -> node.put("name", name));
    event.what().projectId().ifPresent(id -> node.put("project_id", id));
    byte[] details = event.what().details().getBytes(StandardCharsets.UTF_8);
    node.set("details", Json.parse(new ByteArrayInputStream(details)));
    return node;
  }
}
