// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.varve.storage.irods.ZoneFixture;
import org.varve.storage.irods.zone.InProcessZone;

/** Two processes create the same files: each file has one winner, and the winner's content. */
class TwoProcessesTest {
  private static final int FILES = 100;

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();
  @TempDir private Path directory;

  @Test
  void oneWinsInALocalDirectory() throws Exception {
    race(Map.of("varve.bucket.lab.root", LocalFileIO.locationOf(directory)));
  }

  @Test
  void oneWinsInAZone() throws Exception {
    race(
        Map.of(
            "varve.bucket.lab.root",
            "irods:/" + ZoneFixture.HOME + "/lab",
            "irods.host",
            fixture.zone().host(),
            "irods.port",
            String.valueOf(fixture.zone().port()),
            "irods.zone",
            InProcessZone.ZONE,
            "irods.user",
            ZoneFixture.USER,
            "irods.password",
            ZoneFixture.USER_PASSWORD));
  }

  private static void race(Map<String, String> properties) throws Exception {
    try (var files = new BucketFileIO();
        var one = new Racer("one", properties);
        var two = new Racer("two", properties)) {
      files.initialize(properties);
      for (int i = 0; i < FILES; i++) {
        String location = "s3://lab/race/file-" + i;
        one.start(location);
        two.start(location);
        List<String> results = List.of(one.result(), two.result());

        assertThat(results).containsExactlyInAnyOrder("won", "lost");
        String winner = results.get(0).equals("won") ? "one" : "two";
        try (SeekableInputStream in = files.newInputFile(location).newStream()) {
          assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(winner.repeat(10_000));
        }
      }
    }
  }

  private static final class Racer implements AutoCloseable {
    private final Process process;
    private final Writer out;
    private final BufferedReader in;

    Racer(String name, Map<String, String> properties) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(RacingCreator.class.getName(), name));
      properties.forEach((key, value) -> command.addAll(List.of(key, value)));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      out = process.outputWriter(UTF_8);
      in = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    void start(String location) throws IOException {
      out.write(location + "\n");
      out.flush();
    }

    String result() throws IOException {
      return String.valueOf(in.readLine());
    }

    @Override
    public void close() throws Exception {
      out.close();
      process.waitFor();
    }
  }
}
