// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Iceberg's REST Compatibility Kit, from a process of its own, against a server process.
 *
 * <p>One test of the kit moves a metadata file away behind the server's back and expects the next
 * load to fail. So the server keeps no answers here, and its bucket lies where the kit looks for a
 * file of that location: in a directory {@code s3:} of its working directory.
 */
class RestCompatibilityKitIT {
  @TempDir private Path directory;

  @Test
  void everyTestThatCanRunPasses() throws Exception {
    Path config = directory.resolve("varve.properties");
    Files.writeString(
        config,
        """
        storage.root=%s
        iceberg.cache-size=0B
        iceberg.extra-locations=file:/tmp,file:%s
        """
            .formatted(directory.resolve("kit/s3:"), directory));
    Files.createDirectories(directory.resolve("kit/s3:"));
    List<String> serve =
        java(
            List.of("-Xmx512m"),
            "org.varve.cli.Main",
            List.of(
                "serve",
                "--config",
                config.toString(),
                "--data-dir",
                directory.resolve("data").toString(),
                "--port",
                "0"));
    Process server = start(serve, directory, "server");
    try {
      String output = runKit(readAddress(server) + "/iceberg");

      assertThat(output)
          .as(output)
          .contains("RESULT found=157 passed=147 aborted=9 skipped=1 failed=0");
    } finally {
      server.destroy();
      server.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static String readAddress(Process server) throws IOException {
    BufferedReader lines = server.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("varve ready at ")) {
        return line.substring("varve ready at ".length()).strip();
      }
    }
    throw new IllegalStateException("The server ended before it was ready");
  }

  private String runKit(String uri) throws Exception {
    List<String> kit =
        java(
            List.of(
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory,
                "-Drck.local=false",
                "-Duri=" + uri,
                "-Dwarehouse=varve",
                "-Dio-impl=org.varve.storage.BucketFileIO",
                "-Dvarve.bucket.warehouse.root=file:" + directory.resolve("kit/s3:/warehouse"),
                "-Dvarve.extra-locations=file:/tmp,file:" + directory,
                "-Drck.requires-namespace-create=true",
                "-Drck.supports-names-with-dot=true",
                "-Drck.overrides-requested-location=true"),
            KitRunner.class.getName(),
            List.of());
    Process process = start(kit, directory.resolve("kit"), "kit");
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static List<String> java(List<String> options, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command;
  }

  private Process start(List<String> command, Path workingDirectory, String name)
      throws IOException {
    return new ProcessBuilder(command)
        .directory(workingDirectory.toFile())
        .redirectError(directory.resolve(name + ".err").toFile())
        .start();
  }
}
