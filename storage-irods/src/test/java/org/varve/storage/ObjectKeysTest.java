// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeysTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "a/", "a b", "%20", "ı/İ", "...", ".hidden", "a..b", "😀"})
  void acceptsWhatAFileCanBeCalled(String key) {
    assertThat(ObjectKeys.check(key)).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "/a,an empty segment",
    "a//b,an empty segment",
    "a//,an empty segment",
    "/,an empty segment",
    "..,a relative segment",
    "a/../b,a relative segment",
    "./a,a relative segment",
    "a\tb,a control character"
  })
  void refusesWhatHasNoPlaceOrAnother(String key, String flaw) {
    assertThatThrownBy(() -> ObjectKeys.check(key))
        .isInstanceOf(UnmappableKeyException.class)
        .hasMessage("Invalid key: holds " + flaw + ": " + key);
  }

  @Test
  void limitsAreCountedInBytes() {
    String longest = "ü".repeat(127) + "x";

    assertThat(ObjectKeys.check(longest)).isEqualTo(longest);
    assertThatThrownBy(() -> ObjectKeys.check(longest + "x"))
        .hasMessage("Invalid key: holds a segment longer than 255 bytes: " + longest + "x");
    assertThatThrownBy(() -> ObjectKeys.check("x/".repeat(512) + "x"))
        .hasMessageStartingWith("Invalid key: longer than 1024 bytes: x/x/");
  }

  @Test
  void ordersByTheBytesOfUtf8AndNotByUtf16() {
    assertThat(
            Stream.of("a/b", "a", "a-b", "\uffee", "😀", "é", "a/").sorted(ObjectKeys.UTF8_ORDER))
        .containsExactly("a", "a-b", "a/", "a/b", "é", "\uffee", "😀");
  }

  @Test
  void aSegmentThatIsReservedMakesTheKeyHidden() {
    assertThat(ObjectKeys.isHidden(".varve-uploads/1")).isTrue();
    assertThat(ObjectKeys.isHidden("a/.varve-x/b")).isTrue();
    assertThat(ObjectKeys.isHidden("a/b.varve-x")).isFalse();
  }
}
