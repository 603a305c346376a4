// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;

/**
 * A zone to measure against: that of the tests, in a process of its own, or a real one. What is
 * measured lies in one collection of it, which goes when this is closed.
 */
final class BenchZone implements AutoCloseable {
  private static final String VARIABLE = "VARVE_TEST_IRODS";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String label;
  private final String host;
  private final int port;
  private final String zone;
  private final String user;
  private final String password;
  private final String collection;
  private final @Nullable Process process;
  private final @Nullable Path vault;

  private BenchZone(String label, String login, @Nullable Process process, @Nullable Path vault) {
    String[] parts = login.split(":", 5);
    this.label = label;
    this.host = parts[0];
    this.port = Integer.parseInt(parts[1]);
    this.zone = parts[2];
    this.user = parts[3];
    this.password = parts[4];
    this.collection = "/" + zone + "/home/" + user + "/varve-bench-" + UUID.randomUUID();
    this.process = process;
    this.vault = vault;
  }

  /**
   * The zone of the tests.
   *
   * @param contents the users and collections that it has beside, as its process takes them
   */
  static BenchZone start(String... contents) throws IOException {
    Path vault = newVault();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.varve.storage.irods.zone.ZoneProcess", vault.toString()));
    command.addAll(List.of(contents));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String login = out.readLine();
    if (login == null) {
      throw new IOException("Failed to start a zone: it ended");
    }
    return new BenchZone("test zone", login, process, vault);
  }

  /** In memory where that is possible: it is not the disk that is measured. */
  private static Path newVault() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "varve-bench-vault")
        : Files.createTempDirectory("varve-bench-vault");
  }

  /** The real zone that the environment names. */
  static Optional<BenchZone> findReal() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(login -> !login.isBlank())
        .map(login -> new BenchZone("real zone", login, null, null));
  }

  /** How a server is told where it is. */
  Map<String, String> settings() {
    return Map.of("irods.host", host, "irods.port", Integer.toString(port), "irods.zone", zone);
  }

  /** For the names of rows. */
  String label() {
    return label;
  }

  /** A client with so many connections. The caller closes it. */
  IrodsClient client(int connections) {
    return new IrodsClient(
        new IrodsConfig(
            new IrodsEndpoint(host, port, zone),
            new IrodsLogin(IrodsLogin.Scheme.NATIVE, user, password),
            IrodsTls.OFF,
            IrodsTimeouts.DEFAULTS,
            new IrodsPoolLimits(connections, PATIENCE, PATIENCE),
            ""));
  }

  /** A connection of irods4j's own. The caller closes it. */
  LowLevelCalls connect() throws Exception {
    return LowLevelCalls.connect(host, port, zone, user, password);
  }

  /** The logical path of the collection. */
  String collection() {
    return collection;
  }

  /** The logical path of a name in the collection. */
  String path(String name) {
    return collection + "/" + name;
  }

  /** The location of a name in the collection. */
  String location(String name) {
    return "irods:/" + path(name);
  }

  @Override
  public void close() throws IOException {
    try (IrodsClient client = client(4);
        IrodsFileIO files = new IrodsFileIO(client)) {
      files.deletePrefix("irods:/" + collection);
    } finally {
      stop();
    }
  }

  private void stop() throws IOException {
    if (process == null || vault == null) {
      return;
    }
    process.getOutputStream().close();
    process.onExit().join();
    try (Stream<Path> tree = Files.walk(vault)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
