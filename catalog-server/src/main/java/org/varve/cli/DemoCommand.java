// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.varve.server.CatalogServer;
import org.varve.server.config.ConfigSources;
import org.varve.server.config.LogConfig;
import org.varve.server.config.ServerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Start a server of its own, record a sample history, ask it questions,",
      "and keep serving until interrupted."
    })
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--check",
      description = "Verify every answer instead, and end with the number of passed and failed.")
  private boolean check;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Keep everything there; otherwise in a new directory that is deleted at the end.")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Use the settings of a configuration file, such as those of a zone.")
  private @Nullable Path file;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "8181 if it is left out, with --check a free one.")
  private @Nullable Integer port;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    LogOutput.configure(new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.WARN));
    Path directory =
        dataDirectory == null ? Files.createTempDirectory("varve-demo-") : dataDirectory;
    CatalogServer server = start(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory), "varve-stop"));
    Demo demo = new Demo(console, server.address());
    if (check) {
      return demo.check() ? ExitCode.DONE : ExitCode.FAILED;
    }
    demo.show(directory, dataDirectory == null);
    UntilInterrupted.await();
    return ExitCode.DONE;
  }

  private CatalogServer start(Path directory) {
    Map<String, String> flags =
        Map.of(
            "server.data-directory",
            directory.toString().replace("$", "$$"),
            "http.port",
            Integer.toString(port != null ? port : check ? 0 : 8181));
    // Without a file nothing that is meant for another server gets in.
    Map<String, String> environment = file == null ? Map.of() : console.environment();
    ServerConfig config =
        new ConfigSources(Optional.ofNullable(file), environment, flags).load().server();
    console.err().println("Starting a server with an embedded PostgreSQL in " + directory);
    return CatalogServer.start(config, Clock.systemUTC());
  }

  private void stop(CatalogServer server, Path directory) {
    server.close();
    if (dataDirectory == null) {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
