// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PageTokenTest {
  private static final Instant TIME = Instant.parse("2015-07-29T02:53:21.000001Z");

  @Test
  void comesBackAsItWas() {
    PageToken token = new PageToken(PageToken.fingerprint("avus", null, 7), TIME, "a-b,3");

    assertThat(PageToken.parse(token.format(), token.query())).isEqualTo(token);
  }

  @Test
  void isSafeInAUrl() {
    assertThat(new PageToken("00ff", TIME, "x".repeat(90)).format()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void theFingerprintTellsPartsApart() {
    assertThat(PageToken.fingerprint("a", "bc"))
        .isNotEqualTo(PageToken.fingerprint("ab", "c"))
        .isEqualTo(PageToken.fingerprint("a", "bc"));
  }
}
