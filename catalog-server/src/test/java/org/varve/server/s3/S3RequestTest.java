// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3RequestTest {
  @ParameterizedTest
  @CsvSource({
    "/, -, -",
    "//a, -, -",
    "/lab, lab, -",
    "/lab/, lab, -",
    "/lab/a/b, lab, a/b",
    "/lab/a%2Fb, lab, a/b",
    "/lab/a%252Fb, lab, a%2Fb",
    "/lab/a+b;c=d, lab, a+b;c=d",
    "/lab//a, lab, /a"
  })
  void aPathIsTakenApartAndDecodedOnce(String rawPath, String bucket, String key) {
    S3Request request = request(rawPath);

    assertThat(request.findBucket().orElse("-")).isEqualTo(bucket);
    assertThat(request.findKey().orElse("-")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/lab/%", "/lab/%4", "/lab/%zz", "/lab/%ff"})
  void whatIsNoEncodedTextIsRefused(String rawPath) {
    assertThatThrownBy(() -> request(rawPath).findKey())
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_URI))
        .hasMessage("Couldn't parse the specified URI.");
  }

  @Test
  void parametersAreDecodedOnceAndSignedInOrder() {
    QueryString query = QueryString.parse("b=2&a=x%2By+z&&delete&a=%25");

    assertThat(query.find("a")).contains("x+y z");
    assertThat(query.has("delete")).isTrue();
    assertThat(query.canonicalWithout("b")).isEqualTo("a=%25&a=x%2By%20z&delete=");
  }

  private static S3Request request(String rawPath) {
    return new S3Request("GET", rawPath, QueryString.parse(""), RequestHeaders.builder().build());
  }
}
