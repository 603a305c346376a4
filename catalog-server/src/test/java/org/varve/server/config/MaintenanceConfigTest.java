// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaintenanceConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().maintenance()).isEqualTo(MaintenanceConfig.DEFAULTS);
    assertThat(MaintenanceConfig.DEFAULTS.isOn()).isTrue();
  }

  @Test
  void everyKeyIsRead() {
    assertThat(Load.flags(Map.of("maintenance.interval", "2h")).maintenance())
        .isEqualTo(new MaintenanceConfig(Duration.ofHours(2)));
  }

  @Test
  void zeroTurnsItOff() {
    assertThat(Load.flags(Map.of("maintenance.interval", "0s")).maintenance().isOn()).isFalse();
  }
}
