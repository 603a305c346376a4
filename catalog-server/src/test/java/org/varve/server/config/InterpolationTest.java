// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
  private final Interpolation interpolation =
      new Interpolation(Map.of("HOST", "db", "EMPTY", "", "ODD", "a$b\\${HOST}"));

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "${HOST}, db",
    "x-${HOST}-${HOST}, x-db-db",
    "${MISSING:-fallback}, fallback",
    "${EMPTY:-fallback}, fallback",
    "${HOST:-fallback}, db",
    "${MISSING:-a:b-c}, a:b-c",
    "a$$b, a$b",
    "$${HOST}, ${HOST}"
  })
  void variablesAreReplaced(String text, String expected) {
    assertThat(interpolation.resolve("key", text)).isEqualTo(expected);
  }

  @Test
  void aDefaultMayBeEmpty() {
    assertThat(interpolation.resolve("key", "a${MISSING:-}b")).isEqualTo("ab");
  }

  @Test
  void aValueIsNotReplacedAgain() {
    assertThat(interpolation.resolve("key", "${ODD}")).isEqualTo("a$b\\${HOST}");
  }

  @Test
  void aVariableThatIsNotSetIsNamed() {
    assertThatThrownBy(() -> interpolation.resolve("postgres.url", "${MISSING}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid postgres.url: environment variable is not set: MISSING");
  }

  @ParameterizedTest
  @CsvSource({"$HOST", "${HOST", "${}", "${HO ST}", "${HOST:x}"})
  void anythingElseAfterADollarSignIsRefused(String text) {
    assertThatThrownBy(() -> interpolation.resolve("key", text))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid key: write ${NAME}, ${NAME:-default}, or $$ for a dollar sign: " + text);
  }
}
