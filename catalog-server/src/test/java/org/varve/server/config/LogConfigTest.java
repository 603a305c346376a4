// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LogConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().log()).isEqualTo(LogConfig.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    LogConfig config = Load.flags(Map.of("log.format", "json", "log.level", "warn")).log();

    assertThat(config).isEqualTo(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.WARN));
  }

  @Test
  void anUnknownFormatIsRefusedWithTheAllowedOnes() {
    assertThatThrownBy(() -> Load.flags(Map.of("log.format", "xml")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid log.format: not one of plain, json: xml");
  }
}
