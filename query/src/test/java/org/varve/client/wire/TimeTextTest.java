// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.varve.sql.QueryException;

class TimeTextTest {
  @ParameterizedTest
  @CsvSource({
    "2024-02-14T13:37:00Z, 2024-02-14T13:37:00Z",
    "2024-02-14t13:37:00z, 2024-02-14T13:37:00Z",
    "2024-02-14T13:37:00.123456Z, 2024-02-14T13:37:00.123456Z",
    "2024-02-14T13:37:00.123456789Z, 2024-02-14T13:37:00.123456789Z",
    "2024-02-14T13:37:00+02:00, 2024-02-14T11:37:00Z",
    "2024-02-14T13:37:00-0330, 2024-02-14T17:07:00Z",
    "2024-02-14T13:37:00 02:00, 2024-02-14T11:37:00Z",
    "2024-02-14T13:37:00, 2024-02-14T13:37:00Z",
    "2024-02-14 13:37:00, 2024-02-14T13:37:00Z",
    "2024-02-14 13:37, 2024-02-14T13:37:00Z",
    "2024-02-14, 2024-02-14T00:00:00Z"
  })
  void aTimeWithoutAZoneIsUtcAndADateIsItsFirstMoment(String text, Instant expected) {
    assertThat(TimeText.parse("as_of", text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2024",
        "2024-02",
        "2024-02-30",
        "2024-02-14T",
        "2024-02-14T25:00:00Z",
        "2024-02-14T13:37:00+25:00",
        "14/02/2024",
        "1707917820",
        "2024-02-14T13:37:00Z "
      })
  void whatIsNoTimeIsRefusedByItsField(String text) {
    assertThatThrownBy(() -> TimeText.parse("as_of", text))
        .isInstanceOf(QueryException.class)
        .hasMessage(
            "Invalid as_of: not a time such as 2024-02-14T13:37:00Z or 2024-02-14: " + text);
  }
}
