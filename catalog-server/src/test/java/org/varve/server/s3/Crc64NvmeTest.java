// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64NvmeTest {
  @Test
  void agreesWithThePublishedCheckValue() {
    byte[] bytes = "123456789".getBytes(StandardCharsets.US_ASCII);
    var crc = new Crc64Nvme();

    crc.update(bytes, 0, bytes.length);

    assertThat(crc.getValue()).isEqualTo(0xAE8B14860A799888L);
  }

  @Test
  void doesNotDependOnHowTheBytesArrive() {
    byte[] bytes = new byte[1000];
    new Random(1).nextBytes(bytes);
    var whole = new Crc64Nvme();
    var pieces = new Crc64Nvme();

    whole.update(bytes, 0, bytes.length);
    pieces.update(bytes, 0, 13);
    for (int i = 13; i < 30; i++) {
      pieces.update(bytes[i]);
    }
    pieces.update(bytes, 30, 970);

    assertThat(pieces.getValue()).isEqualTo(whole.getValue());
  }
}
