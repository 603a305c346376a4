// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class S3ConfigTest {
  @Test
  void nothingSetGivesTheDefaults() {
    assertThat(Load.nothing().s3()).isEqualTo(S3Config.DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    S3Config config =
        Load.flags(
                Map.of(
                    "s3.host", "0.0.0.0",
                    "s3.port", "9001",
                    "s3.endpoint", "https://s3.example.org",
                    "s3.signing-keys", "k1:abc",
                    "s3.credential-lifetime", "30m"))
            .s3();

    assertThat(config)
        .isEqualTo(
            new S3Config(
                "0.0.0.0",
                9001,
                Optional.of(URI.create("https://s3.example.org")),
                Optional.of(new Secret("k1:abc")),
                Duration.ofMinutes(30)));
    assertThat(config.toString()).doesNotContain("abc");
  }

  @Test
  void aServerThatPicksItsPortPicksBoth() {
    assertThat(Load.flags(Map.of("http.port", "0")).s3().port()).isZero();
    assertThat(Load.flags(Map.of("http.port", "0", "s3.port", "9001")).s3().port()).isEqualTo(9001);
  }

  @Test
  void whatClientsCannotUseIsRefused() {
    assertThatThrownBy(() -> Load.flags(Map.of("s3.endpoint", "http://host/path")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid s3.endpoint: not http:// or https:// with a host and no path: http://host/path");
    assertThatThrownBy(() -> Load.flags(Map.of("s3.credential-lifetime", "9s")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid s3.credential-lifetime: not between 10s and 12h: 9s");
  }
}
