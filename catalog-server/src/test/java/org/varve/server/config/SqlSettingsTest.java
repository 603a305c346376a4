// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlSettingsTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().sql()).isEqualTo(SqlSettings.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    SqlSettings config =
        Load.flags(
                Map.of(
                    "sql.memory-limit", "1GiB", "sql.timeout", "1500ms", "sql.cache-size", "2GiB"))
            .sql();

    assertThat(config)
        .isEqualTo(
            new SqlSettings(
                new ByteSize(1L << 30), Duration.ofMillis(1500), new ByteSize(2L << 30)));
  }
}
