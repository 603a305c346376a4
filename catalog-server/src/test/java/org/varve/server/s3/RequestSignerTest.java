// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignerTest {
  private static final S3Grant READS = new S3Grant("ada#zone", "lab", "t-1/", S3Access.READ);
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  private final RequestSigner signer =
      new RequestSigner(new CredentialVendor(S3DoorFixture.KEYS, NOON, Duration.ofHours(1)), NOON);

  private Map<String, String> sign(String method, String uri, Map<String, List<String>> headers) {
    return signer.sign(
        READS, new RequestSigner.UnsignedRequest(method, URI.create(uri), "us-east-1", headers));
  }

  @Test
  void theHostAndEveryHeaderOfAmazonsIsSigned() {
    Map<String, String> added =
        sign("GET", "http://door:8182/lab/t-1/a", Map.of("x-amz-meta-a", List.of("1")));

    assertThat(added).containsKeys("x-amz-date", "x-amz-security-token", "x-amz-content-sha256");
    assertThat(added.get("Authorization"))
        .contains(
            "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-meta-a;x-amz-security-token,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/lab/t-1/../t-2/a",
        "/lab/t-1/%2E%2E/t-2/a",
        "/lab/t-1%2F..%2Ft-2/a",
        "/lab/t-1/..%2Ft-2/a",
        "/lab/t-1/./a",
        "/lab/t-1//a",
        "/lab/t-1/.varve-uploads/a",
        "/lab/t-1",
        "/lab/t-10/a",
        "/lab/T-1/a",
        "/lab/%74-2/a",
        "/lab/t%252D1/a",
        "/lab//t-1/a",
        "/lab%2Ft-1/a",
        "/other/t-1/a",
        "//lab/t-1/a",
        "/t-1/a",
        "/",
        "/lab",
        "/lab?prefix=t-",
        "/lab?list-type=2&prefix=t-10/",
        "/lab?uploads&prefix="
      })
  void whatLeadsElsewhereIsNotSigned(String target) {
    assertThatThrownBy(() -> sign("GET", "http://door:8182" + target, Map.of()))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage(
            "Cannot sign request: it is not about the files of the table: %s",
            URI.create("http://door:8182" + target).getRawPath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "POST"})
  void aReaderWritesNothing(String method) {
    String uri = "http://door:8182/lab/t-1/a" + (method.equals("POST") ? "?uploads" : "");

    assertThatThrownBy(() -> sign(method, uri, Map.of()))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage("Cannot sign request: the files of the table can only be read: /lab/t-1/a");
  }

  @Test
  void aBodyThatOnlyItsSenderCanSignIsRefused() {
    Map<String, List<String>> headers =
        Map.of("x-amz-content-sha256", List.of("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));

    assertThatThrownBy(() -> sign("GET", "http://door:8182/lab/t-1/a", headers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid request to sign: only its sender can sign a payload like this:"
                + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
  }
}
