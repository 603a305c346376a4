// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorageConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().storage()).isEqualTo(StorageConfig.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    StorageConfig config =
        Load.flags(
                Map.of(
                    "storage",
                    "irods",
                    "storage.root",
                    "/srv/varve",
                    "irods.host",
                    "icat",
                    "irods.zone",
                    "tempZone",
                    "irods.user",
                    "varve",
                    "irods.password",
                    "secret"))
            .storage();

    assertThat(config)
        .isEqualTo(new StorageConfig(StorageConfig.Kind.IRODS, Optional.of(Path.of("/srv/varve"))));
  }

  @Test
  void theWarehouseLiesInTheDataDirectoryUnlessItIsNamed() {
    assertThat(Load.flags(Map.of("server.data-directory", "/data")).warehouse())
        .isEqualTo(Path.of("/data/warehouse"));
    assertThat(Load.flags(Map.of("storage.root", "/srv/varve")).warehouse())
        .isEqualTo(Path.of("/srv/varve"));
  }
}
