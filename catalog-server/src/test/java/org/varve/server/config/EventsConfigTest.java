// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventsConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().events()).isEqualTo(EventsConfig.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    EventsConfig config =
        Load.flags(Map.of("events.retention", "2d", "events.max-count", "5")).events();

    assertThat(config).isEqualTo(new EventsConfig(Duration.ofDays(2), 5));
  }

  @Test
  void someEventsAreAlwaysKept() {
    assertThatThrownBy(() -> Load.flags(Map.of("events.max-count", "0")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid events.max-count: not between 1 and 2147483647: 0");
  }
}
