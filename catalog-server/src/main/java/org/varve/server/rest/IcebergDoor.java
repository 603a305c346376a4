// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import io.javalin.config.JettyConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.UriCompliance;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.HistoryRewrites;
import org.varve.catalog.PostgresCatalog;
import org.varve.server.rest.Idempotency.Replay;

/**
 * Answers every request below one path, {@code /iceberg} for instance.
 *
 * <p>It looks at the path as it came over the wire, because names may hold encoded slashes: the
 * server around it must let such paths through. Thread-safe.
 */
public final class IcebergDoor implements Handler {
  private final String root;
  private final Map<Operation, RestHandler> handlers;
  private final Idempotency idempotency;
  private final Terms terms;

  private IcebergDoor(
      String root, Map<Operation, RestHandler> handlers, Idempotency idempotency, Terms terms) {
    this.root = root;
    this.handlers = handlers;
    this.idempotency = idempotency;
    this.terms = terms;
  }

  /**
   * A door to a catalog.
   *
   * @param root the path above {@code /v1}, such as {@code /iceberg}
   * @param rewrites takes what owners commit to the logs of their histories
   * @param access what clients are told about reaching the files
   */
  public static IcebergDoor open(
      String root,
      PostgresCatalog catalog,
      HistoryRewrites rewrites,
      FileAccess access,
      Terms terms) {
    CatalogStore store = catalog.store();
    var files = new MetadataFiles(catalog.io(), catalog.metadata());
    var locations = new Locations(terms.extraLocations());
    Map<Operation, RestHandler> handlers = new EnumMap<>(Operation.class);
    Map<Operation, Replay> replays = new EnumMap<>(Operation.class);
    new ConfigRoutes(access, handlers.keySet()).addTo(handlers);
    new NamespaceRoutes(new NamespaceService(store, locations)).addTo(handlers, replays);
    var tables = new TableService(store, files, locations, terms.undropTime());
    new TableRoutes(
            tables,
            new TableCommits(store, files, locations, rewrites),
            new TableBodies(files, access, terms.maxCachedBytes()),
            access)
        .addTo(handlers, replays);
    new PlanRoutes(tables, files, new PlanService(catalog.io())).addTo(handlers);
    new ViewRoutes(new ViewService(store, files, locations, terms.undropTime()))
        .addTo(handlers, replays);
    return new IcebergDoor(root, handlers, new Idempotency(store, replays), terms);
  }

  /**
   * Makes a server let through what names in a path may hold: encoded slashes, percent signs, the
   * separator of namespace levels. The door decodes them itself, exactly once.
   */
  public static void acceptEncodedNames(JettyConfig jetty) {
    jetty.modifyHttpConfiguration(http -> http.setUriCompliance(UriCompliance.UNSAFE));
    jetty.modifyServletContextHandler(
        context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
  }

  /** Takes every request below the root. */
  public void addTo(RoutesConfig routes) {
    for (HandlerType method : HandlerType.commonHttp()) {
      routes.addHttpHandler(method, root + "/<path>", this);
    }
  }

  @Override
  public void handle(Context context) {
    send(context, answer(context));
  }

  private RestResponse answer(Context context) {
    try {
      String path = context.req().getRequestURI().substring(root.length());
      if (path.equals(Tokens.PATH)) {
        return Tokens.answer(context);
      }
      Route route = Route.find(handlers.keySet(), context.req().getMethod(), path);
      RestHandler handler = handlers.get(route.operation());
      if (handler == null) {
        throw new IllegalStateException("Operation has no handler: " + route.operation());
      }
      return idempotency.answer(new RestRequest(context, route, terms), handler);
    } catch (RuntimeException e) {
      return RestErrors.answer(e);
    }
  }

  private static void send(Context context, RestResponse response) {
    context.status(response.status());
    response.headers().forEach(context::header);
    if (!response.hasBody()) {
      return;
    }
    context.contentType("application/json");
    try {
      context.outputStream().write(response.body());
    } catch (IOException e) {
      // The client is gone: nobody is left to be told.
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the door allows itself and its clients.
   *
   * @param principal who all clients are, {@code user#zone}
   * @param extraLocations where tables may lie besides their namespace's bucket
   * @param maxCachedBytes most bytes of answers that are kept; 0 keeps none
   * @param maxBodyBytes largest body of a request
   * @param undropTime how long a drop can be undone
   */
  public record Terms(
      String principal,
      List<String> extraLocations,
      long maxCachedBytes,
      long maxBodyBytes,
      Duration undropTime) {
    public Terms {
      extraLocations = List.copyOf(extraLocations);
    }
  }
}
