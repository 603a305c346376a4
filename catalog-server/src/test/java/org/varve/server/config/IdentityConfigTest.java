// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().identity()).isEqualTo(IdentityConfig.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    IdentityConfig config = Load.flags(Map.of("identity.local-owner", "ana#reef")).identity();

    assertThat(config).isEqualTo(new IdentityConfig("ana#reef"));
  }

  @Test
  void anOwnerWithoutAZoneIsRefused() {
    assertThatThrownBy(() -> Load.flags(Map.of("identity.local-owner", "ana")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid identity.local-owner: not user#zone: ana");
  }
}
