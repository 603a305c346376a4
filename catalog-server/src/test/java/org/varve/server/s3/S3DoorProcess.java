// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.varve.storage.ObjectStores;
import org.varve.storage.irods.zone.InProcessZone;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A door in a process of its own, with little memory, that can be killed. */
final class S3DoorProcess implements AutoCloseable {
  private final Process process;
  private final URI address;

  private S3DoorProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** One over directories. */
  static S3DoorProcess start(Path directory, String maxHeap) throws IOException {
    return start(maxHeap, directory.toString());
  }

  /** One over collections of a zone. */
  static S3DoorProcess start(InProcessZone zone, String maxHeap) throws IOException {
    return start(maxHeap, zone.host(), Integer.toString(zone.port()));
  }

  private static S3DoorProcess start(String maxHeap, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + maxHeap);
    command.add("-XX:MaxDirectMemorySize=" + maxHeap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(S3DoorProcess.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("http://")) {
        return new S3DoorProcess(process, URI.create(line));
      }
    }
    throw new IOException("The door did not start: exit code " + process.exitValue());
  }

  public static void main(String[] arguments) throws InterruptedException {
    var credentials =
        new CredentialVendor(S3DoorFixture.KEYS, Clock.systemUTC(), Duration.ofHours(1));
    S3Door door =
        S3Door.start(
            S3DoorConfig.listeningOn("127.0.0.1", 0),
            stores(arguments),
            credentials,
            Clock.systemUTC());
    System.out.println(door.address());
    Thread.currentThread().join();
  }

  private static ObjectStores stores(String[] arguments) {
    return arguments.length == 1
        ? S3DoorFixture.stores(Path.of(arguments[0]))
        : ZoneDoorStorage.stores(
            ZoneDoorStorage.newClient(arguments[0], Integer.parseInt(arguments[1])));
  }

  /** A client that tries everything once. The caller closes it. */
  S3Client client() {
    return S3Client.builder()
        .endpointOverride(address)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(S3DoorFixture.provider(S3DoorFixture.vend(S3DoorFixture.WRITER)))
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The door does not die");
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
