// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.Test;

class NamespaceNamesTest {
  @Test
  void isTheOneOfV1WhereNoLevelHasADot() {
    assertThat(NamespaceNames.format(Namespace.of("a", "b~1", "ç/%"))).isEqualTo("a.b~1.ç/%");
  }

  @Test
  void tellsNamespacesApartThatV1Cannot() {
    List<Namespace> alike =
        List.of(
            Namespace.of("a", "b"),
            Namespace.of("a.b"),
            Namespace.of("a~1b"),
            Namespace.of("a.", "b"),
            Namespace.of("a", ".b"),
            Namespace.of("a~", "1.b"),
            Namespace.of("a~1", ".b"));

    assertThat(alike).extracting(NamespaceNames::format).doesNotHaveDuplicates();
    assertThat(NamespaceNames.format(Namespace.of("a.b", "c~"))).isEqualTo(".a~1b.c~0");
  }

  @Test
  void refusesWhatDoesNotFitTheColumn() {
    Namespace longest = Namespace.of("x".repeat(255));
    Namespace tooLong = Namespace.of("x".repeat(200), "y".repeat(55));

    assertThat(NamespaceNames.format(longest)).hasSize(255);
    assertThatThrownBy(() -> NamespaceNames.format(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid namespace: its name is longer than 255 characters: %s", tooLong);
  }

  @Test
  void refusesAnEmptyLevel() {
    assertThatThrownBy(() -> NamespaceNames.format(Namespace.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid namespace: a level is empty: a.");
  }
}
