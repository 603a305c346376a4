// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * python-irodsclient talks to the zone in this process. Needs an interpreter that has it; {@code
 * e2e/irods-clients} makes one and runs this.
 */
@EnabledIfEnvironmentVariable(
    named = "VARVE_TEST_PYTHON",
    matches = ".+",
    disabledReason = "no interpreter with python-irodsclient is named")
class PythonClientIT {
  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();
  @TempDir private Path directory;

  @Test
  void itDoesWhatItDoesWithARealZone() throws Exception {
    Path script = directory.resolve("client.py");
    try (InputStream in = PythonClientIT.class.getResourceAsStream("python-client.py")) {
      Files.copy(in, script);
    }
    Process process =
        new ProcessBuilder(
                System.getenv("VARVE_TEST_PYTHON"),
                script.toString(),
                fixture.zone().host(),
                String.valueOf(fixture.zone().port()),
                ZoneFixture.USER,
                ZoneFixture.USER_PASSWORD)
            .redirectErrorStream(true)
            .start();

    String output = output(process);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).endsWith("ok\n");
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}
