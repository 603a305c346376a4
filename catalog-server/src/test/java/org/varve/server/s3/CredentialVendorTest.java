// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CredentialVendorTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");
  private static final S3Grant GRANT = new S3Grant("rods#zone", "lab", "table-1/", S3Access.READ);
  private final SigningKey old = key("old");
  private final SigningKey next = key("next");

  @Test
  void whatIsVendedIsRecognized() {
    VendedCredentials vended = vendor(NOW, old).vend(GRANT);

    S3Session session = vendor(NOW, old).verify(vended.accessKeyId(), vended.sessionToken());

    assertThat(session.grant()).isEqualTo(GRANT);
    assertThat(session.secretAccessKey()).isEqualTo(vended.secretAccessKey());
    assertThat(vended.accessKeyId()).matches("VARVE[0-9A-F]{15}");
    assertThat(vended.expiresAt()).isEqualTo(Instant.parse("2026-03-01T13:00:00Z"));
  }

  @Test
  void nothingOfItIsGoodWhenItsTimeIsOver() {
    VendedCredentials vended = vendor(NOW, old).vend(GRANT);

    assertFails(
        vendor(vended.expiresAt(), old),
        vended,
        S3ErrorCode.EXPIRED_TOKEN,
        "The provided token has expired.");
    assertThat(
            vendor(vended.expiresAt().minusMillis(1), old)
                .verify(vended.accessKeyId(), vended.sessionToken())
                .grant())
        .isEqualTo(GRANT);
  }

  @Test
  void credentialsStayTheSameForAQuarterOfTheirLifetime() {
    VendedCredentials first = vendor(NOW, old).vend(GRANT);
    VendedCredentials same = vendor(NOW.plusSeconds(899), old).vend(GRANT);
    VendedCredentials next = vendor(NOW.plusSeconds(900), old).vend(GRANT);

    assertThat(same).isEqualTo(first);
    assertThat(next.expiresAt()).isEqualTo(Instant.parse("2026-03-01T13:15:00Z"));
    assertThat(next.secretAccessKey()).isNotEqualTo(first.secretAccessKey());
  }

  @Test
  void clientsAreToldInTheirOwnWords() {
    var properties = new S3ClientProperties(URI.create("http://127.0.0.1:8182"), "us-east-1");
    VendedCredentials vended = vendor(NOW, old).vend(GRANT);

    assertThat(properties.access())
        .containsOnly(
            Map.entry("s3.endpoint", "http://127.0.0.1:8182"),
            Map.entry("s3.path-style-access", "true"),
            Map.entry("client.region", "us-east-1"));
    assertThat(properties.credentials(vended))
        .containsOnly(
            Map.entry("s3.access-key-id", vended.accessKeyId()),
            Map.entry("s3.secret-access-key", vended.secretAccessKey()),
            Map.entry("s3.session-token", vended.sessionToken()),
            Map.entry("s3.session-token-expires-at-ms", "1772370000000"));
  }

  @Test
  void anyAlterationOfATokenIsNoticed() {
    VendedCredentials vended = vendor(NOW, old).vend(GRANT);
    String token = vended.sessionToken();

    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String altered = token.substring(0, i) + other + token.substring(i + 1);
      assertThatThrownBy(() -> vendor(NOW, old).verify(vended.accessKeyId(), altered))
          .as("at %s", i)
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_TOKEN))
          .hasMessage("The provided token is malformed or otherwise invalid.");
    }
  }

  @Test
  void aTokenOfAnotherAccessKeyIsRefused() {
    VendedCredentials one = vendor(NOW, old).vend(GRANT);
    VendedCredentials other =
        vendor(NOW, old).vend(new S3Grant("rods#zone", "lab", "table-2/", S3Access.READ));

    assertThatThrownBy(() -> vendor(NOW, old).verify(one.accessKeyId(), other.sessionToken()))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ACCESS_KEY_ID))
        .hasMessage("The AWS Access Key Id you provided does not exist in our records.");
  }

  @Test
  void rotationBreaksNoLiveCredential() {
    VendedCredentials before = vendor(NOW, old).vend(GRANT);
    CredentialVendor rotated = vendor(NOW, next, old);
    VendedCredentials after = rotated.vend(GRANT);

    assertThat(rotated.verify(before.accessKeyId(), before.sessionToken()).grant())
        .isEqualTo(GRANT);
    assertThat(vendor(NOW, old, next).verify(after.accessKeyId(), after.sessionToken()).grant())
        .isEqualTo(GRANT);
    assertFails(
        vendor(NOW, next),
        before,
        S3ErrorCode.INVALID_TOKEN,
        "The provided token is malformed or otherwise invalid.");
  }

  @Test
  void everyGrantHasItsOwnKeys() {
    Set<String> secrets = new HashSet<>();
    for (S3Access access : S3Access.values()) {
      for (String principal : List.of("a#zone", "b#zone")) {
        for (String prefix : List.of("", "a/", "b/")) {
          var grant = new S3Grant(principal, "lab", prefix, access);
          secrets.add(vendor(NOW, old).vend(grant).secretAccessKey());
        }
      }
    }

    assertThat(secrets).hasSize(18);
  }

  @Test
  void noTextShowsASecret() {
    VendedCredentials vended = vendor(NOW, old).vend(GRANT);
    S3Session session = vendor(NOW, old).verify(vended.accessKeyId(), vended.sessionToken());

    assertThat(vended.toString() + session + old)
        .doesNotContain(vended.secretAccessKey())
        .doesNotContain(vended.sessionToken())
        .contains("SigningKey[old]");
  }

  @Test
  void whatCannotBeSafeIsRefused() {
    assertThatThrownBy(() -> new SigningKey("k", new byte[31]))
        .hasMessage("Invalid signing key: shorter than 32 bytes: k");
    assertThatThrownBy(() -> new SigningKey("a.b", new byte[32]))
        .hasMessage("Invalid signing key id: not 1 to 32 letters, digits, '_' or '-': a.b");
    assertThatThrownBy(() -> new SigningKeys(List.of())).hasMessage("Invalid signing keys: none");
    assertThatThrownBy(() -> new SigningKeys(List.of(old, key("old"))))
        .hasMessage("Invalid signing keys: the same id twice: old");
    assertThatThrownBy(() -> new S3Grant("a#zone", "lab", "table", S3Access.READ))
        .hasMessage("Invalid key prefix: no slash at its end: table");
    assertThatThrownBy(
            () ->
                new CredentialVendor(
                    new SigningKeys(List.of(old)), Clock.systemUTC(), Duration.ofSeconds(9)))
        .hasMessage("Invalid credential lifetime: not within 10 seconds and 12 hours: PT9S");
  }

  private static void assertFails(
      CredentialVendor vendor, VendedCredentials vended, S3ErrorCode code, String message) {
    assertThatThrownBy(() -> vendor.verify(vended.accessKeyId(), vended.sessionToken()))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private static CredentialVendor vendor(Instant now, SigningKey... keys) {
    return new CredentialVendor(
        new SigningKeys(Arrays.asList(keys)),
        Clock.fixed(now, ZoneOffset.UTC),
        Duration.ofHours(1));
  }

  private static SigningKey key(String id) {
    return new SigningKey(
        id, (id + "-0123456789abcdef0123456789abcdef").getBytes(StandardCharsets.UTF_8));
  }
}
