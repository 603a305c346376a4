// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().postgres()).isEqualTo(PostgresConfig.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    PostgresConfig config =
        Load.flags(
                Map.of(
                    "postgres.url",
                    "jdbc:postgresql://db/varve",
                    "postgres.user",
                    "steward",
                    "postgres.password",
                    "hidden",
                    "postgres.max-connections",
                    "20"))
            .postgres();

    assertThat(config)
        .isEqualTo(
            new PostgresConfig(
                Optional.of("jdbc:postgresql://db/varve"),
                "steward",
                Optional.of(new Secret("hidden")),
                20));
  }

  @Test
  void theTextFormHidesThePassword() {
    assertThat(Load.flags(Map.of("postgres.password", "hidden")).toString())
        .doesNotContain("hidden")
        .contains("********");
  }

  @Test
  void aUrlOfAnotherDatabaseIsRefused() {
    assertThatThrownBy(() -> Load.flags(Map.of("postgres.url", "jdbc:h2:mem:x")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid postgres.url: does not start with jdbc:postgresql:: jdbc:h2:mem:x");
  }
}
