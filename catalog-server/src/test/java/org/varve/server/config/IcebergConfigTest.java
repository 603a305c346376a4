// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IcebergConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().iceberg()).isEqualTo(IcebergConfig.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    IcebergConfig config =
        Load.flags(
                Map.of(
                    "iceberg.extra-locations", "file:/srv/a, file:///srv/b",
                    "iceberg.cache-size", "0B",
                    "iceberg.undrop-time", "2h"))
            .iceberg();

    assertThat(config)
        .isEqualTo(
            new IcebergConfig(
                List.of("file:/srv/a", "file:///srv/b"), new ByteSize(0), Duration.ofHours(2)));
  }

  @Test
  void onlyFilesOfThisMachineCanBeExtraLocations() {
    assertThatThrownBy(() -> Load.flags(Map.of("iceberg.extra-locations", "s3://other")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid iceberg.extra-locations: not a file: location: s3://other");
  }
}
