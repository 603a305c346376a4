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
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An S3 server over a directory, in a process of its own with little memory, which ends when this
 * is closed. It holds the bucket {@link S3DoorProcess#BUCKET}.
 */
final class S3Server implements AutoCloseable {
  private static final String HEAP = "-Xmx512m";
  private static final Path PROXY = Path.of("bench/target/s3proxy");
  private static final Pattern DOOR = Pattern.compile("door (\\d+) (\\S+) (\\S+) (\\S+)");
  private static final Pattern LISTENING =
      Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");
  private static final S3Keys PROXY_KEYS =
      new S3Keys("AKIABENCH", "a secret of the benchmark", Optional.empty());

  private final String name;
  private final Process process;
  private final int port;
  private final S3Keys keys;

  private S3Server(String name, Process process, int port, S3Keys keys) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.keys = keys;
  }

  /** The door of Varve. */
  static S3Server startDoor(Path directory) throws IOException {
    Process process =
        start(
            "-cp",
            System.getProperty("java.class.path"),
            S3DoorProcess.class.getName(),
            directory.toString());
    Matcher line = await(process, DOOR);
    var keys = new S3Keys(line.group(2), line.group(3), Optional.of(line.group(4)));
    return new S3Server("door", process, Integer.parseInt(line.group(1)), keys);
  }

  /** s3proxy, which is fetched the first time. */
  static S3Server startProxy(Path directory) throws IOException, InterruptedException {
    fetchProxy();
    Files.createDirectories(directory.resolve(S3DoorProcess.BUCKET));
    Path config =
        Files.writeString(
            directory.resolve("s3proxy.conf"),
            """
            s3proxy.endpoint=http://127.0.0.1:0
            s3proxy.authorization=aws-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=filesystem-nio2
            jclouds.filesystem.basedir=%s
            """
                .formatted(PROXY_KEYS.accessKeyId(), PROXY_KEYS.secretAccessKey(), directory));
    Path logging =
        Files.writeString(
            directory.resolve("logback.xml"),
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="out"/></root>
            </configuration>
            """);
    Process process =
        start(
            "-Dlogback.configurationFile=" + logging,
            "-cp",
            PROXY.toAbsolutePath() + "/*",
            "org.gaul.s3proxy.Main",
            "--properties",
            config.toString());
    int port = Integer.parseInt(await(process, LISTENING).group(1));
    return new S3Server("s3proxy", process, port, PROXY_KEYS);
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  S3Keys keys() {
    return keys;
  }

  /** CPU time of the process so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(HEAP);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Matcher await(Process process, Pattern pattern) throws IOException {
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher found = pattern.matcher(line);
      if (found.find()) {
        return found;
      }
    }
    throw new IOException("Failed to start an S3 server: it ended");
  }

  private static void fetchProxy() throws IOException, InterruptedException {
    if (Files.isDirectory(PROXY)) {
      return;
    }
    Path part = PROXY.resolveSibling("s3proxy.part");
    Process fetch =
        new ProcessBuilder(
                "./mvnw",
                "-q",
                "-B",
                "-f",
                "bench/s3proxy/pom.xml",
                "dependency:copy-dependencies",
                "-DincludeScope=runtime",
                "-DoutputDirectory=" + part.toAbsolutePath())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (fetch.waitFor() != 0) {
      throw new IOException("Failed to fetch s3proxy: exit code " + fetch.exitValue());
    }
    Files.move(part, PROXY);
  }
}
