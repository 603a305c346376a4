// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code varve serve} in a process of its own. */
public final class ServerProcess implements AutoCloseable {
  private static final String READY = "varve ready at ";

  private final Process process;
  private final URI address;

  private ServerProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it on a free port and waits until it is ready. */
  static ServerProcess start(Path directory) throws IOException {
    return start(directory, Map.of());
  }

  /** The same with settings, which it finds in a file. */
  public static ServerProcess start(Path directory, Map<String, String> settings)
      throws IOException {
    Path config = directory.resolve("varve.properties");
    Files.writeString(
        config,
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    Path out = Files.createTempFile(directory, "serve", ".out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--config",
                config.toString(),
                "--port",
                "0",
                "--data-dir",
                directory.resolve("data").toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> address(out).isPresent() || !process.isAlive());
    return new ServerProcess(
        process,
        address(out).orElseThrow(() -> new IllegalStateException("The server did not start")));
  }

  public URI address() {
    return address;
  }

  /** Ends it at once, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Ends it by force and waits for its end. */
  @Override
  public void close() {
    kill();
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<URI> address(Path out) {
    try {
      return Files.readAllLines(out).stream()
          .filter(line -> line.startsWith(READY))
          .map(line -> URI.create(line.substring(READY.length())))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
