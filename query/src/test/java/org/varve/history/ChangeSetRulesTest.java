// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.varve.sql.QueryException;

class ChangeSetRulesTest {
  private final ChangeSetRules rules = new ChangeSetRules(Samples.project());

  static Stream<Arguments> badChangeSets() {
    return BadChangeSets.all();
  }

  @ParameterizedTest
  @MethodSource("badChangeSets")
  void refusesBadInputWithTheFieldNamed(ChangeSet changeSet, String message) {
    assertThatThrownBy(() -> rules.check("", Samples.ANA, changeSet))
        .isInstanceOf(QueryException.class)
        .hasMessage(message)
        .extracting(e -> ((QueryException) e).kind())
        .isEqualTo(QueryException.Kind.INVALID);
  }

  @Test
  void refusesABlankActor() {
    assertThatThrownBy(() -> rules.check("", " ", Samples.changeSet(Samples.add("a", "v"))))
        .hasMessage("Invalid actor: blank");
  }

  @Test
  void namesThePlaceInALongerInput() {
    assertThatThrownBy(() -> rules.check("change_sets[7].", Samples.ANA, Samples.changeSet()))
        .hasMessage("Invalid change_sets[7].changes: empty");
  }

  @Test
  void takesTheLongestAndTheStrangestTriples() {
    Avu longest = new Avu("é".repeat(1350), "x".repeat(2700), "u".repeat(250));
    Avu strangest = new Avu(" ", "line\nbreak\t'\"; DROP 😀", "µ");
    ChangeSet changeSet =
        Samples.changeSet(
            Samples.change(Samples.ROOT, ChangeType.ADD, longest, null),
            Samples.change(Samples.IMAGE, ChangeType.DELETE, strangest, null));

    assertThatCode(() -> rules.check("", Samples.ANA, changeSet)).doesNotThrowAnyException();
  }
}
