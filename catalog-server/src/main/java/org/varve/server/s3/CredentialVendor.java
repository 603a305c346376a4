// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Hands out credentials for the S3 door and recognizes them again without having to remember any.
 * Any server with the same signing keys recognizes them. Thread-safe.
 */
public final class CredentialVendor {
  private static final Duration MIN_LIFETIME = Duration.ofSeconds(10);
  private static final Duration MAX_LIFETIME = Duration.ofHours(12);

  private static final int MAX_REMEMBERED = 10_000;

  private final SigningKeys keys;
  private final Clock clock;
  private final Duration lifetime;

  /** By genuine token: what follows from it alone, so that it may be dropped but is never wrong. */
  private final Cache<String, S3Session> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /**
   * @param lifetime of each credential, 10 seconds to 12 hours: clients renew theirs when less than
   *     5 minutes are left, at every request if it is never more
   */
  public CredentialVendor(SigningKeys keys, Clock clock, Duration lifetime) {
    if (lifetime.compareTo(MIN_LIFETIME) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "Invalid credential lifetime: not within 10 seconds and 12 hours: " + lifetime);
    }
    this.keys = keys;
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /**
   * Credentials that give exactly this, from now on until they expire.
   *
   * <p>Those of one grant are the same until {@link #expiresAt} moves on, so that an answer which
   * holds them can be kept as long.
   */
  public VendedCredentials vend(S3Grant grant) {
    SigningKey key = keys.current();
    Instant expiresAt = expiresAt();
    String token = SessionToken.format(key, grant, expiresAt);
    S3Session session = SessionToken.session(key, token, grant, expiresAt);
    return new VendedCredentials(
        session.accessKeyId(), session.secretAccessKey(), token, expiresAt);
  }

  /**
   * When credentials expire that are vended now: in steps of a quarter of their lifetime, so that
   * three quarters are left at least.
   */
  public Instant expiresAt() {
    long step = lifetime.toSeconds() / 4;
    long now = clock.instant().getEpochSecond();
    return Instant.ofEpochSecond(now - now % step + lifetime.toSeconds());
  }

  /**
   * The live session that an access key and its token name.
   *
   * @throws S3Exception with {@code InvalidToken} if the token is not one of ours, {@code
   *     InvalidAccessKeyId} if the key does not belong to it, {@code ExpiredToken} if its time is
   *     over
   */
  S3Session verify(String accessKeyId, String token) {
    S3Session session = session(token);
    if (!session.accessKeyId().equals(accessKeyId)) {
      throw unknownAccessKey();
    }
    if (!clock.instant().isBefore(session.expiresAt())) {
      throw new S3Exception(S3ErrorCode.EXPIRED_TOKEN, "The provided token has expired.");
    }
    return session;
  }

  private S3Session session(String token) {
    S3Session known = remembered.getIfPresent(token);
    if (known != null) {
      return known;
    }
    S3Session session =
        SessionToken.parse(token, keys)
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.INVALID_TOKEN,
                        "The provided token is malformed or otherwise invalid."));
    remembered.put(token, session);
    return session;
  }

  static S3Exception unknownAccessKey() {
    return new S3Exception(
        S3ErrorCode.INVALID_ACCESS_KEY_ID,
        "The AWS Access Key Id you provided does not exist in our records.");
  }
}
