// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, in a data directory that this process has for itself.
 *
 * <p>Its data, its binaries and its password are in the data directory. It listens on 127.0.0.1
 * only, on a port that the kernel picks, and lets nobody in without the password. It writes through
 * to disk before it confirms. Whoever started it closes it, in a shutdown hook too ({@link
 * #closeAtExit} is one for programs that have none); after kill -9 the next start stops what was
 * left. Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final Duration START_WAIT = Duration.ofSeconds(60);
  private static final int MAX_CONNECTIONS = 100;
  private static final int POOLED_CONNECTIONS = 16;
  private static final String SUPERUSER = "postgres";
  private static final String USER = "varve";

  /** The only major version that can read the directory: that of the binaries in the build. */
  static final String MAJOR_VERSION = "18";

  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private final EmbeddedPostgres postgres;
  private final Path cluster;
  private final DataDirectoryLock lock;
  private final String password;

  private EmbeddedDatabase(
      EmbeddedPostgres postgres, Path cluster, DataDirectoryLock lock, String password) {
    this.postgres = postgres;
    this.cluster = cluster;
    this.lock = lock;
    this.password = password;
  }

  /**
   * Starts it, creating on the first start whatever is missing.
   *
   * @throws DataDirectoryException if another process uses the directory, or another major version
   *     of PostgreSQL wrote it; nothing was changed then
   */
  public static EmbeddedDatabase start(Path dataDirectory) {
    Path directory = dataDirectory.toAbsolutePath().normalize();
    DataDirectoryLock lock = DataDirectoryLock.acquire(directory);
    try {
      return start(directory, lock);
    } catch (IOException e) {
      lock.close();
      throw new DataDirectoryException("Failed to start PostgreSQL in: " + directory, e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedDatabase start(Path directory, DataDirectoryLock lock) throws IOException {
    Path cluster = directory.resolve("postgres");
    Path complete = directory.resolve("postgres.complete");
    Path binaries = directory.resolve("postgres-binaries");
    checkVersion(cluster);
    StalePostmaster.stop(cluster);
    if (!Files.exists(complete)) {
      // A first start that was killed may have left half of a cluster, which nobody has used.
      deleteTree(cluster);
    }
    removeHalfExtracted(binaries);
    Path passwordFile = directory.resolve("postgres.password");
    String password = loadOrCreatePassword(passwordFile, complete);
    EmbeddedPostgres postgres = start(cluster, binaries, passwordFile, password);
    try {
      EmbeddedDatabase database = new EmbeddedDatabase(postgres, cluster, lock, password);
      database.verifyDurable();
      database.createUserAndDatabase();
      Files.writeString(complete, "");
      LOG.info("Embedded PostgreSQL {} on port {}", MAJOR_VERSION, postgres.getPort());
      return database;
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static EmbeddedPostgres start(
      Path cluster, Path binaries, Path passwordFile, String password) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(cluster)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(binaries.toFile())
        .setPort(freePort())
        .setPGStartupWait(START_WAIT)
        // It would stop the server under those who are still finishing their work at exit.
        .setRegisterShutdownHook(false)
        .setConnectConfig("password", password)
        // These become options of initdb, after its own "-A trust", which they overrule: there is
        // no moment in which the server trusts everybody on the machine.
        .setLocaleConfig("auth-host", "scram-sha-256")
        .setLocaleConfig("auth-local", "reject")
        .setLocaleConfig("pwfile", passwordFile.toString())
        .setLocaleConfig("locale", "C.UTF-8")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
        // The library turns these off: it is made for tests.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .start();
  }

  /**
   * Closes it when the process ends, at the same time as everything else that ends then. Not for a
   * program that has its own order for that.
   */
  public EmbeddedDatabase closeAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "embedded-database-closer"));
    return this;
  }

  /** How the server's own user logs in to the server's own database. */
  public ConnectionSettings settings() {
    return new ConnectionSettings(url(USER), USER, password, POOLED_CONNECTIONS);
  }

  /** How the superuser logs in to a database of that name. */
  ConnectionSettings superuserSettings(String databaseName) {
    return new ConnectionSettings(url(databaseName), SUPERUSER, password, POOLED_CONNECTIONS);
  }

  private String url(String databaseName) {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + databaseName;
  }

  private Connection connect() throws SQLException {
    ConnectionSettings settings = superuserSettings("postgres");
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  private void verifyDurable() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String setting : DURABLE) {
        String value = text(statement, "SHOW " + setting);
        if (!value.equals("on")) {
          throw new DataDirectoryException(
              "Cannot use embedded PostgreSQL: " + setting + " is not on: " + value);
        }
      }
    } catch (SQLException e) {
      throw new DataDirectoryException("Failed to check embedded PostgreSQL", e);
    }
  }

  private void createUserAndDatabase() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (text(statement, "SELECT count(*) FROM pg_roles WHERE rolname = '" + USER + "'")
          .equals("0")) {
        // The password is hexadecimal, made here: it cannot end the literal.
        statement.execute("CREATE ROLE " + USER + " LOGIN PASSWORD '" + password + "'");
      }
      if (text(statement, "SELECT count(*) FROM pg_database WHERE datname = '" + USER + "'")
          .equals("0")) {
        statement.execute("CREATE DATABASE " + USER + " OWNER " + USER);
      }
    } catch (SQLException e) {
      throw new DataDirectoryException("Failed to prepare embedded PostgreSQL", e);
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void checkVersion(Path cluster) throws IOException {
    Path file = cluster.resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String version = Files.readString(file).strip();
    if (!version.isEmpty() && !version.equals(MAJOR_VERSION)) {
      throw new DataDirectoryException(
          "Cannot use database directory: PostgreSQL "
              + version
              + " wrote it and this is PostgreSQL "
              + MAJOR_VERSION
              + ": "
              + cluster);
    }
  }

  private static String loadOrCreatePassword(Path file, Path complete) throws IOException {
    if (Files.exists(complete)) {
      if (!Files.exists(file)) {
        throw new DataDirectoryException(
            "Cannot use data directory: its password file is missing: " + file);
      }
      return Files.readString(file).strip();
    }
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Files.writeString(file, password + "\n");
    return password;
  }

  private static void removeHalfExtracted(Path binaries) throws IOException {
    if (!Files.isDirectory(binaries)) {
      return;
    }
    try (Stream<Path> versions = Files.list(binaries)) {
      for (Path version : versions.toList()) {
        if (!Files.exists(version.resolve(".exists"))) {
          deleteTree(version);
        }
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server and gives the data directory back. Closing twice does nothing. */
  @Override
  public void close() {
    try {
      postgres.close();
      // The library gives it five seconds, which a busy disk may exceed.
      StalePostmaster.stop(cluster);
    } catch (IOException e) {
      throw new DataDirectoryException("Failed to stop embedded PostgreSQL", e);
    } finally {
      lock.close();
    }
  }
}
