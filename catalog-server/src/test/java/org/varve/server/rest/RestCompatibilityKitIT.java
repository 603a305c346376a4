// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.cli.ServerProcess;

/**
 * Iceberg's REST Compatibility Kit, from a process of its own, against a server process.
 *
 * <p>One test of the kit moves a metadata file away behind the server's back and expects the next
 * load to fail. So the server keeps no answers here, and its bucket lies where the kit looks for a
 * file of that location: in a directory {@code s3:} of its working directory.
 */
@Shows({
  "COMMIT_TABLE",
  "CREATE_NAMESPACE",
  "CREATE_TABLE",
  "CREATE_VIEW",
  "DROP_NAMESPACE",
  "DROP_TABLE",
  "DROP_VIEW",
  "GET_CONFIG",
  "LIST_NAMESPACES",
  "LIST_TABLES",
  "LIST_VIEWS",
  "LOAD_NAMESPACE",
  "LOAD_TABLE",
  "LOAD_VIEW",
  "NAMESPACE_EXISTS",
  "REGISTER_TABLE",
  "RENAME_TABLE",
  "RENAME_VIEW",
  "REPLACE_VIEW",
  "TABLE_EXISTS",
  "UPDATE_NAMESPACE",
  "VIEW_EXISTS"
})
class RestCompatibilityKitIT {
  private final CompletableFuture<Boolean> restarted = new CompletableFuture<>();

  @TempDir private Path directory;

  @Test
  void everyTestThatCanRunPasses() throws Exception {
    Map<String, String> settings = settings();
    settings.put("s3.port", "0");
    try (ServerProcess server = ServerProcess.start(directory, settings)) {
      assertEverythingPasses(runKit(server.address() + "/iceberg"));
    }
  }

  /** Two servers on one database; one is killed and started again in the middle. */
  @Test
  void everyTestPassesAlsoWhenTwoServersShareTheRequests() throws Exception {
    Map<String, String> settings = settings();
    settings.putAll(Replica.shared(directory.resolve("kit/s3:")));
    try (Replica one = Replica.start(directory.resolve("one"), settings);
        Replica two = Replica.start(directory.resolve("two"), settings);
        LoadBalancer both = LoadBalancer.start(List.of(one, two), number -> kill(two, number))) {
      assertEverythingPasses(runKit(both.uri()));
      assertThat(restarted.get(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  /** Between two requests: what a server is doing when it dies is another test's question. */
  private void kill(Replica replica, int request) {
    if (request == 1_000) {
      replica.kill();
      CompletableFuture.runAsync(replica::startAgain)
          .whenComplete((done, failure) -> restarted.complete(failure == null));
    }
  }

  private Map<String, String> settings() throws IOException {
    Path buckets = Files.createDirectories(directory.resolve("kit/s3:"));
    Map<String, String> settings = new HashMap<>();
    settings.put("storage.root", buckets.toString());
    settings.put("iceberg.cache-size", "0B");
    settings.put("iceberg.extra-locations", "file:/tmp,file:" + directory);
    return settings;
  }

  private static void assertEverythingPasses(String output) {
    assertThat(output)
        .as(output)
        .contains("RESULT found=157 passed=147 aborted=9 skipped=1 failed=0");
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
