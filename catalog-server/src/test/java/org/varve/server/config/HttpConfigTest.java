// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().http()).isEqualTo(HttpConfig.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    HttpConfig config =
        Load.flags(
                Map.of(
                    "http.host",
                    "::1",
                    "http.port",
                    "9000",
                    "http.max-body-size",
                    "1MiB",
                    "http.stop-timeout",
                    "2m"))
            .http();

    assertThat(config)
        .isEqualTo(new HttpConfig("::1", 9000, new ByteSize(1_048_576), Duration.ofSeconds(120)));
  }

  @Test
  void anAddressThatOthersCanReachIsRefused() {
    assertThatThrownBy(() -> Load.flags(Map.of("http.host", "0.0.0.0")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid http.host: the server has no authentication, so it listens on loopback addresses only, such as 127.0.0.1: 0.0.0.0");
  }

  @Test
  void aPortOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Load.flags(Map.of("http.port", "70000")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid http.port: not between 0 and 65535: 70000");
  }
}
