// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.varve.catalog.ConnectionSettings;

/** A REST catalog in a process of its own, whose CPU time can be read. Closing it ends it. */
final class RestServer implements AutoCloseable {
  static final String READY = "varve ready at ";
  private static final int HEAP_MEBIBYTES = 512;

  private final String name;
  private final Process process;
  private final URI address;
  private final String root;

  private RestServer(String name, Process process, URI address, String root) {
    this.name = name;
    this.process = process;
    this.address = address;
    this.root = root;
  }

  /** Varve as {@code varve serve} starts it, on a database that is there. */
  static RestServer startVarve(Path directory, ConnectionSettings database) throws IOException {
    return startVarve(
        directory,
        Map.of(
            "postgres.url", database.jdbcUrl(),
            "postgres.user", database.user(),
            "postgres.password", database.password()),
        HEAP_MEBIBYTES);
  }

  /** The same with settings of the caller's. */
  static RestServer startVarve(Path directory, Map<String, String> given, int heapMebibytes)
      throws IOException {
    Files.createDirectories(directory);
    Path config = directory.resolve("varve.properties");
    Map<String, String> settings = new HashMap<>(given);
    settings.put("s3.port", "0");
    settings.put("log.level", "warn");
    Files.writeString(
        config,
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    return start(
        "varve",
        "/iceberg",
        heapMebibytes,
        List.of(
            "org.varve.cli.Main",
            "serve",
            "--config",
            config.toString(),
            "--data-dir",
            directory.resolve("data").toString(),
            "--port",
            "0"));
  }

  /** The baseline, on the same database. */
  static RestServer startFixture(Path directory, ConnectionSettings database) throws IOException {
    return start(
        "fixture",
        "",
        HEAP_MEBIBYTES,
        List.of(
            RestFixture.class.getName(),
            database.jdbcUrl(),
            database.user(),
            database.password(),
            directory.toUri().toString()));
  }

  private static RestServer start(String name, String root, int heapMebibytes, List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heapMebibytes + "m", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        // Nobody reads what else it prints: at this level a server prints nothing.
        return new RestServer(
            name, process, URI.create(line.substring(READY.length()).strip()), root);
      }
    }
    throw new IOException("Server did not start: " + name);
  }

  String name() {
    return name;
  }

  URI address() {
    return address;
  }

  /** A new connection; the caller closes it. */
  RestConnection connect() throws IOException {
    return new RestConnection(address, root);
  }

  /** CPU time of the process since it started. */
  double cpuMillis() {
    return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }

  /** The most memory that the process has had so far, in MiB. */
  double peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
