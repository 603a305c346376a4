// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.net.URI;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.LoggerFactory;
import org.varve.storage.LocalFileIO;

/**
 * The program that serves the baseline: the servlet of Iceberg's {@code RESTCatalogServer} fixture
 * over its JdbcCatalog, in Jetty with compression as the fixture has it, but on loopback and a free
 * port. It has as many database connections as Varve, and writes files with the same code.
 */
final class RestFixture {
  private RestFixture() {}

  /** Takes JDBC URL, user, password and warehouse location, and prints where it answers. */
  public static void main(String[] arguments) throws Exception {
    // It would log every lost race with a stack trace: that is not what is measured.
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    JdbcCatalog catalog = new JdbcCatalog(properties -> new LocalFileIO(), null, false);
    catalog.initialize(
        "fixture",
        Map.of(
            "uri", arguments[0],
            "jdbc.user", arguments[1],
            "jdbc.password", arguments[2],
            "warehouse", arguments[3],
            "jdbc.schema-version", "V1",
            "clients", "10"));
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
    context.addServlet(
        new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
    CompressionHandler compression = new CompressionHandler();
    compression.putCompression(new GzipCompression());
    context.insertHandler(compression);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
    System.out.println(
        RestServer.READY + URI.create("http://127.0.0.1:" + connector.getLocalPort()));
    server.join();
  }
}
