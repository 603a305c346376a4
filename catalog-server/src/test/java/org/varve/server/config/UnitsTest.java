// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms,500,500ms",
    "10s,10000,10s",
    "10 s,10000,10s",
    "90s,90000,90s",
    "2m,120000,2m",
    "3h,10800000,3h",
    "1d,86400000,24h"
  })
  void durationsAreReadAndShown(String text, long millis, String shown) {
    assertThat(Durations.parse("key", text).toMillis()).isEqualTo(millis);
    assertThat(Durations.format(Durations.parse("key", text))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "s", "-1s", "1.5s", "PT10S", "10S", "99999999999999s"})
  void otherDurationsAreRefused(String text) {
    assertThatThrownBy(() -> Durations.parse("sql.timeout", text))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid sql.timeout: not a duration such as 500ms, 10s, 5m, 2h or 7d: " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "0B,0,0B",
    "512B,512,512B",
    "1024B,1024,1KiB",
    "64MiB,67108864,64MiB",
    "10 GiB,10737418240,10GiB",
    "1536KiB,1572864,1536KiB"
  })
  void sizesAreReadAndShown(String text, long bytes, String shown) {
    assertThat(ByteSize.parse("key", text).bytes()).isEqualTo(bytes);
    assertThat(ByteSize.parse("key", text)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "64MB", "64mib", "-1B", "1.5GiB", "9999999999TiB"})
  void otherSizesAreRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse("sql.cache-size", text))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid sql.cache-size: not a size such as 512KiB, 64MiB or 10GiB: " + text);
  }
}
