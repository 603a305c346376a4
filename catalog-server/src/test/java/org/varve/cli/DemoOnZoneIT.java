// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.CatalogServer;
import org.varve.server.TestServers;
import org.varve.server.TestZone;

/** The demonstration, and the commands that need a zone, with the files in one. */
class DemoOnZoneIT {
  @TempDir private Path directory;

  @Test
  void everyAnswerOfTheDemonstrationIsRight() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TestZone zone = TestZone.start(directory.resolve("vault"))) {
      zone.zone().makeOwned(TestZone.OWNER, DemoQuestions.COLLECTION);
      try (CatalogServer server = TestServers.start(directory.resolve("server"), zone.settings())) {
        boolean right = new Demo(console(out), server.address()).check();

        assertThat(right).as(out.toString(StandardCharsets.UTF_8)).isTrue();
        assertEnrollingWaitsForTheBaseline(zone, server);
      }
      assertThat(zone.zone().objectsBelow(DemoQuestions.COLLECTION + "/.mesa/iceberg"))
          .isNotEmpty();
    }
  }

  private static void assertEnrollingWaitsForTheBaseline(TestZone zone, CatalogServer server) {
    String path = "/tempZone/home/alice/old";
    zone.zone().makeOwned(TestZone.OWNER, path);
    zone.zone().addAvu(path, "title", "old", "");
    zone.zone().addAvu(path, "odd", "1", "u".repeat(251));

    Run enrolled = Run.on(server.address(), "project", "enrol", path);

    assertThat(enrolled.code()).as(enrolled.err()).isZero();
    assertThat(enrolled.out()).contains("baseline         1 AVU, 1 skipped\n");
    assertThat(enrolled.err())
        .isEqualTo("skipped: Invalid unit: longer than 250 bytes: 251 bytes on " + path + "\n");
    assertThat(Run.on(server.address(), "avus", path).out()).contains("title");
    assertThat(Run.on(server.address(), "project", "sync", path).out())
        .isEqualTo("Users and groups whose access changed: 0\n");
  }

  private static Console console(ByteArrayOutputStream out) {
    PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Console(
        InputStream.nullInputStream(), printer, printer, 100, false, "varve", Map.of());
  }
}
