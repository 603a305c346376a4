// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectNamesTest {
  private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";

  @ParameterizedTest
  @CsvSource({
    "/tempZone/home/reef-lab/coral-survey, coral_survey",
    "/z/Hyphen - and  Space!, hyphen_and_space",
    "/z/INDIA, india",
    "/z/données, donn_es",
    "/z/データ, project",
    "/z/_x_, x",
  })
  void aNamespaceIsASlugAndSixDigits(String path, String slug) {
    assertThat(ProjectNames.of(ID, path).namespace()).matches(slug + "_[0-9a-f]{6}");
  }

  @ParameterizedTest
  @CsvSource({"200", "56", "57", "1"})
  void aBucketIsAsS3WantsIt(int length) {
    String bucket = ProjectNames.of(ID, "/z/" + "a-".repeat(length)).bucket();

    assertThat(bucket).matches("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  }
}
