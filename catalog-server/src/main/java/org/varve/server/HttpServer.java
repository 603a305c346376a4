// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.server.config.ConfigException;
import org.varve.server.config.HttpConfig;
import org.varve.server.rest.IcebergDoor;

/**
 * The web server. Thread-safe; closed by who started it: it then takes no more requests, lets those
 * in flight finish for a bounded time, and ends the rest.
 */
final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final Javalin javalin;
  private final URI address;

  private HttpServer(Javalin javalin, URI address) {
    this.javalin = javalin;
    this.address = address;
  }

  /**
   * Starts to answer. When this returns, the port is open.
   *
   * @throws ConfigException if another program has the port
   */
  static HttpServer start(HttpConfig config, Metrics metrics, List<Routes> routes) {
    Javalin javalin =
        Javalin.create(
            settings -> {
              configure(settings, config);
              settings.requestLogger.http(metrics::requested);
              routes.forEach(some -> some.addTo(settings.routes));
            });
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      throw new ConfigException(
          "Invalid http.port: another program listens there: " + config.port(), e);
    }
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return new HttpServer(javalin, URI.create("http://" + host + ":" + javalin.port()));
  }

  URI address() {
    return address;
  }

  /** Every path that is answered, with its method before it, such as {@code GET /healthz}. */
  List<String> endpoints() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  @Override
  public void close() {
    try {
      javalin.stop();
    } catch (JavalinException e) {
      if (!(e.getCause() instanceof TimeoutException)) {
        throw e;
      }
      // Jetty has stopped all the same; what the server owns can now be closed.
      LOG.warn("Requests that were still in flight at {} were cut off", address);
    }
  }

  private static void configure(JavalinConfig settings, HttpConfig config) {
    settings.startup.showJavalinBanner = false;
    settings.startup.showOldJavalinVersionWarning = false;
    settings.concurrency.useVirtualThreads = true;
    settings.http.prefer405over404 = true;
    settings.jetty.host = config.host();
    settings.jetty.port = config.port();
    IcebergDoor.acceptEncodedNames(settings.jetty);
    settings.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRelativeRedirectAllowed(true);
        });
    settings.jetty.modifyServer(server -> stopGracefully(server, config));
  }

  private static void stopGracefully(Server server, HttpConfig config) {
    server.insertHandler(new GracefulHandler());
    server.setStopTimeout(config.stopTimeout().toMillis());
  }
}
