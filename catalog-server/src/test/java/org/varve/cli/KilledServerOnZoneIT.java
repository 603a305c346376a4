// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.TestZone;

/** The same with the files in a zone that stays up. */
class KilledServerOnZoneIT extends KilledServerIT {
  @TempDir private Path vault;

  private TestZone zone;

  @BeforeEach
  void startZone() throws IOException {
    zone = TestZone.start(vault);
    zone.zone().makeOwned(TestZone.OWNER, PATH);
  }

  @AfterEach
  void stopZone() throws IOException {
    assertThat(zone.zone().objectsBelow(PATH + "/.mesa/iceberg")).isNotEmpty();
    zone.close();
  }

  @Override
  Map<String, String> settings() {
    return zone.settings();
  }
}
