// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.varve.storage.irods.zone.InProcessZone;

/** What a real zone would be tested with, on the zone in this process. */
class InProcessZoneFileIOTest extends ZoneFileIOContract {
  private static final Path VAULT = newVault();
  private static final InProcessZone ZONE = startZone();

  InProcessZoneFileIOTest() {
    super(RealZone.of(ZONE));
  }

  private static Path newVault() {
    try {
      return Files.createTempDirectory("varve-vault-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InProcessZone startZone() {
    try {
      return InProcessZone.start(VAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stopZone() throws IOException {
    ZONE.close();
    try (var files = Files.list(VAULT)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(VAULT);
  }
}
