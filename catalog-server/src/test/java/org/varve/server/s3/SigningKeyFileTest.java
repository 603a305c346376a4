// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {
  @TempDir private Path directory;

  @Test
  void theKeyIsMadeOnceAndIsItsOwnersAlone() throws Exception {
    Path file = directory.resolve("data/s3-signing-keys");

    SigningKey made = SigningKeyFile.loadOrCreate(file).current();
    SigningKey loaded = SigningKeyFile.loadOrCreate(file).current();

    assertThat(loaded.hmac("purpose", "text")).isEqualTo(made.hmac("purpose", "text"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory.resolve("data"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void severalKeysAreReadInTheirOrder() {
    String secret = Base64.getEncoder().encodeToString(new byte[32]);

    SigningKeys keys = SigningKeys.parse("next:" + secret + ", old:" + secret);

    assertThat(keys.keys()).extracting(SigningKey::id).containsExactly("next", "old");
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> SigningKeys.parse("secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid signing keys: not id:base64");
    assertThatThrownBy(() -> SigningKeys.parse("k1:%%%"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid signing keys: a secret is not Base64")
        .hasNoCause();
    assertThatThrownBy(() -> SigningKeys.parse("k1:AAAA"))
        .hasMessage("Invalid signing key: shorter than 32 bytes: k1");
  }
}
