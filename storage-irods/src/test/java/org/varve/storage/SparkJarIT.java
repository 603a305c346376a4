// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.ZoneFixture;
import org.varve.storage.irods.zone.InProcessZone;

/** The jar for Spark needs nothing that Spark does not have, and gets in the way of none of it. */
class SparkJarIT {
  /** What the jar brings along; a Spark has another Jackson. */
  private static final List<String> BROUGHT_ALONG =
      List.of("irods4j", "jackson-dataformat", "woodstox", "stax2", "java-json-tools");

  private static final String ROOT = "irods:/" + ZoneFixture.HOME;

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Test
  void aBucketInAZoneIsReachedWithIcebergAndTheJarAlone() throws Exception {
    assertThat(probe(BucketFileIO.class, "s3://lab/file")).isEqualTo("from the driver\n");
  }

  @Test
  void aZoneIsReachedWithIcebergAndTheJarAlone() throws Exception {
    assertThat(probe(IrodsFileIO.class, ROOT + "/file")).isEqualTo("from the driver\n");
  }

  @Test
  void theJarHoldsNoClassThatIsNotOurs() throws IOException {
    try (var jar = new java.util.jar.JarFile(jar().toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()).filter(SparkJarIT::isClass))
          .allMatch(name -> name.startsWith("org/varve/") || name.startsWith("org/irods/"));
    }
  }

  private static boolean isClass(String name) {
    return name.endsWith(".class");
  }

  private String probe(Class<?> fileIO, String location) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", classPath()));
    command.addAll(List.of(SparkJarProbe.class.getName(), fileIO.getName(), location));
    command.addAll(List.of("varve.bucket.lab.root", ROOT));
    command.addAll(List.of("irods.host", fixture.zone().host()));
    command.addAll(List.of("irods.port", String.valueOf(fixture.zone().port())));
    command.addAll(List.of("irods.zone", InProcessZone.ZONE));
    command.addAll(List.of("irods.user", ZoneFixture.USER));
    command.addAll(List.of("irods.password", ZoneFixture.USER_PASSWORD));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** The jar, the probe, and what else the tests have but for what the jar brings along. */
  private static String classPath() throws IOException {
    Path classes = Path.of("target", "classes").toAbsolutePath();
    List<String> path = new ArrayList<>(List.of(jar().toString()));
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).equals(classes))
        .filter(entry -> BROUGHT_ALONG.stream().noneMatch(entry::contains))
        .forEach(path::add);
    return String.join(File.pathSeparator, path);
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.toString().endsWith("-spark.jar"))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }
}
