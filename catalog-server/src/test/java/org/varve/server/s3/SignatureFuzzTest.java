// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.varve.server.s3.SignedRequests.Mode;
import org.varve.server.s3.SignedRequests.Wire;

/** Whatever the AWS SDK signs is accepted, and nothing that was altered afterwards. */
class SignatureFuzzTest {
  private static final int REQUESTS = 2000;

  private final Random random = new Random(20260301);
  private final CredentialVendor vendor =
      new CredentialVendor(S3DoorFixture.KEYS, Clock.systemUTC(), Duration.ofHours(1));
  private final RequestAuthenticator authenticator =
      new RequestAuthenticator(vendor, Clock.systemUTC());
  private final SignedRequests requests =
      new SignedRequests(random, vendor.vend(S3DoorFixture.WRITER));

  @Test
  void whatTheSdkSignsIsAcceptedAndAnyAlterationIsRefused() throws IOException {
    Map<Mode, Integer> alteredBodies = new EnumMap<>(Mode.class);
    for (int i = 0; i < REQUESTS; i++) {
      Mode mode = Mode.values()[i % Mode.values().length];
      Wire wire = requests.next(mode);

      assertThat(verdict(wire)).as("%s: %s", mode, describe(wire)).isEqualTo("accepted");
      assertThat(authenticator.authenticate(wire.head()).payloadMode())
          .isEqualTo(mode.payloadMode());
      for (Wire altered : headAlterations(wire)) {
        assertThat(verdict(altered))
            .as("%s: %s altered to %s", mode, describe(wire), describe(altered))
            .isNotEqualTo("accepted");
      }
      if (isBodyCovered(mode) && wire.body().length > 0) {
        byte[] body = wire.body().clone();
        int at = random.nextInt(body.length);
        body[at] ^= 1;
        assertThat(verdict(wire.withBody(body)))
            .as("%s: byte %s of a body of %s", mode, at, body.length)
            .isNotEqualTo("accepted");
        alteredBodies.merge(mode, 1, Integer::sum);
      }
    }
    assertThat(alteredBodies.keySet())
        .containsExactly(
            Mode.HASHED, Mode.CHUNKS, Mode.CHUNKS_WITH_TRAILER, Mode.UNSIGNED_CHUNKS_WITH_TRAILER);
  }

  @Test
  void aBodyCutShortIsRefusedWhereverItIsCut() throws IOException {
    for (Mode mode : Mode.values()) {
      Wire wire = requests.next(mode);
      while (wire.body().length < 100) {
        wire = requests.next(mode);
      }
      for (int i = 0; i < 50 && isBodyCovered(mode); i++) {
        // Some clients leave out the very last line end, which says nothing.
        int length = random.nextInt(wire.body().length - 2);
        assertThat(verdict(wire.withBody(Arrays.copyOf(wire.body(), length))))
            .as("%s cut at %s of %s", mode, length, wire.body().length)
            .isNotEqualTo("accepted");
      }
    }
  }

  private static boolean isBodyCovered(Mode mode) {
    return mode != Mode.UNSIGNED && mode != Mode.PRESIGNED;
  }

  private String verdict(Wire wire) throws IOException {
    try {
      S3Request head = wire.head();
      Authentication authentication = authenticator.authenticate(head);
      var body =
          RequestBody.of(
              S3Operation.PUT_OBJECT,
              head.headers(),
              authentication,
              new ByteArrayInputStream(wire.body()));
      try (InputStream content = body.open()) {
        content.readAllBytes();
      }
      return "accepted";
    } catch (S3Exception e) {
      return e.code().text();
    }
  }

  /** The same request with one letter changed: in its method, path, query, or a signed header. */
  private List<Wire> headAlterations(Wire wire) {
    List<Wire> altered = new ArrayList<>();
    String query = wire.rawQuery();
    altered.add(head(wire, "POST", wire.rawPath(), query));
    altered.add(head(wire, wire.method(), wire.rawPath() + "x", query));
    altered.add(head(wire, wire.method(), wire.rawPath(), query.isEmpty() ? "x" : query + "&x=1"));
    if (query.contains("=")) {
      altered.add(
          head(wire, wire.method(), wire.rawPath(), alter(query, query.lastIndexOf('=') + 1)));
    }
    List<String> covered =
        wire.headers().keySet().stream()
            .filter(name -> name.toLowerCase(Locale.ROOT).matches("x-amz-.*|authorization|host"))
            .toList();
    String name = covered.get(random.nextInt(covered.size()));
    String value = wire.headers().get(name).get(0);
    Map<String, List<String>> headers = new TreeMap<>(wire.headers());
    headers.put(name, List.of(alter(value, random.nextInt(value.length()))));
    altered.add(new Wire(wire.method(), wire.rawPath(), query, headers, wire.body()));
    return altered;
  }

  private static Wire head(Wire wire, String method, String rawPath, String rawQuery) {
    return new Wire(method, rawPath, rawQuery, wire.headers(), wire.body());
  }

  /** Never into what means the same: a space is neither added nor taken away. */
  private static String alter(String text, int at) {
    int index = at;
    while (index < text.length() && text.charAt(index) == ' ') {
      index++;
    }
    char other = index < text.length() && text.charAt(index) == 'b' ? 'c' : 'b';
    return text.substring(0, index)
        + other
        + (index < text.length() ? text.substring(index + 1) : "");
  }

  private static String describe(Wire wire) {
    return wire.method() + " " + wire.rawPath() + "?" + wire.rawQuery() + " " + wire.headers();
  }
}
