// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 1",
    "bytes=10-65545, 65536",
    "bytes=-8, 8",
    "bytes=-0, 0",
    "bytes=0-99999999999999999999, 9223372036854775807",
    "bytes=-99999999999999999999, 9223372036854775807",
    // These ask for the whole object, or for as much as there is of it.
    "bytes=10-, 9223372036854775807",
    "bytes=-, 9223372036854775807",
    "bytes=9-3, 9223372036854775807",
    "bytes=0-1 2-3, 9223372036854775807",
    "items=0-1, 9223372036854775807"
  })
  void saysHowMuchAHeaderAsksForAtMost(String header, long expected) {
    RequestHeaders headers = RequestHeaders.builder().add("Range", header).build();

    assertThat(ByteRange.maxLength(headers)).isEqualTo(expected);
  }
}
