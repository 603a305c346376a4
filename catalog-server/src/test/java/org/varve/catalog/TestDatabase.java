// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One embedded server for all tests of the JVM, and a fresh database for each that asks. */
public final class TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestDatabase() {}

  /** The server, for those who log in themselves. */
  static EmbeddedDatabase server() {
    return Server.INSTANCE;
  }

  /** How to log in to a new, empty database. */
  public static ConnectionSettings create() {
    String name = "test_" + NUMBER.incrementAndGet();
    execute("CREATE DATABASE " + name);
    return server().superuserSettings(name);
  }

  /** Empties the tables of a database that is migrated. */
  public static void clear(Database database) {
    database.transact(
        connection ->
            Sql.update(
                connection,
                "TRUNCATE public.iceberg_tables, public.iceberg_namespace_properties,"
                    + " varve.namespaces, varve.commits, varve.garbage, varve.dropped, varve.events CASCADE"));
  }

  private static void execute(String sql) {
    ConnectionSettings settings = server().superuserSettings("postgres");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Server {
    private static final EmbeddedDatabase INSTANCE = start();

    private static EmbeddedDatabase start() {
      try {
        Path directory = Files.createTempDirectory("varve-test-database");
        EmbeddedDatabase server = EmbeddedDatabase.start(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
        return server;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** At once: nothing of it is kept, so that nothing needs to be written out first. */
    private static void stop(Path directory) {
      try {
        String pid = Files.readAllLines(directory.resolve("postgres/postmaster.pid")).get(0);
        Optional<ProcessHandle> postmaster = ProcessHandle.of(Long.parseLong(pid.strip()));
        new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + pid.strip()).start().waitFor();
        if (postmaster.isPresent()) {
          postmaster.get().onExit().get(10, TimeUnit.SECONDS);
        }
        try (Stream<Path> tree = Files.walk(directory)) {
          tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
