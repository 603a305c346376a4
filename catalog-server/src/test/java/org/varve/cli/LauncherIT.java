// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, on the jar of this build. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "varve").toAbsolutePath().normalize();

  @TempDir private Path directory;

  @Test
  void itRunsACommandFromAnyDirectoryAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("linked"), LAUNCHER);

    Run run = launch(Map.of(), link, "--version");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("varve ");
  }

  @Test
  void exitCodesAndErrorsComeThrough() throws Exception {
    Run run = launch(Map.of(), LAUNCHER, "project", "list", "--server", "http://127.0.0.1:1");

    assertThat(run)
        .isEqualTo(
            new Run(
                3,
                "",
                "varve: No server answers at http://127.0.0.1:1; start one with: varve serve\n"));
  }

  @Test
  void pathsSurviveALocaleThatIsNotUtf8() throws Exception {
    Run run =
        launch(Map.of("LC_ALL", "C"), LAUNCHER, "avus", "/tempZone/home/récif", "--as-of", "Îlot");

    assertThat(run.err()).contains("2024-02-14: Îlot;");
  }

  @Test
  void aReaderWhoGoesEarlyIsNoFailure() throws Exception {
    Run run =
        run(Map.of(), List.of("sh", "-c", "'" + LAUNCHER + "' completion | head -n 1; echo done"));

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("done\n");
  }

  @Test
  void aJavaThatIsTooOldIsNamed() throws Exception {
    Path home = Files.createDirectories(directory.resolve("old"));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nexit 0\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");

    Run run = launch(Map.of("JAVA_HOME", home.toString()), LAUNCHER, "--version");

    assertThat(run)
        .isEqualTo(
            new Run(
                1,
                "",
                "varve: "
                    + java
                    + " is of release 11; install a JDK of 17 or later, or point JAVA_HOME at one\n"));
  }

  private Run launch(Map<String, String> environment, Path launcher, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    return run(environment, command);
  }

  private Run run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Run(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
