// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The text of a session token: {@code <key id>.<what is granted>.<authentication code>}.
 *
 * <p>It is authenticated and not encrypted: it tells its holder nothing that he does not know. The
 * access key and the secret are derived from the token under the same signing key, so that every
 * server with that key can verify a request and none has to remember what it vended.
 */
final class SessionToken {
  private static final int VERSION = 1;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private SessionToken() {}

  static String format(SigningKey key, S3Grant grant, Instant expiresAt) {
    String signed = key.id() + "." + ENCODER.encodeToString(payload(grant, expiresAt));
    return signed + "." + code(key, signed);
  }

  /** The session of a genuine token; nothing if it was altered or signed with an unknown key. */
  static Optional<S3Session> parse(String token, SigningKeys keys) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    return keys.find(parts[0])
        .filter(key -> isGenuine(key, parts[0] + "." + parts[1], parts[2]))
        .map(key -> session(key, token, parts[1]));
  }

  /** The credentials that belong to a token of this key. */
  static S3Session session(SigningKey key, String token, S3Grant grant, Instant expiresAt) {
    String accessKeyId =
        HexFormat.of()
            .formatHex(key.hmac("access-key-id", token), 0, 8)
            .substring(1)
            .toUpperCase(Locale.ROOT);
    return new S3Session(
        grant,
        expiresAt,
        "VARVE" + accessKeyId,
        ENCODER.encodeToString(key.hmac("secret-access-key", token)));
  }

  /** Compares texts, not bytes: the last letter of Base64 has bits that decoding would ignore. */
  private static boolean isGenuine(SigningKey key, String signed, String code) {
    return MessageDigest.isEqual(
        code(key, signed).getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
  }

  private static String code(SigningKey key, String signed) {
    return ENCODER.encodeToString(key.hmac("session-token", signed));
  }

  private static byte[] payload(S3Grant grant, Instant expiresAt) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(expiresAt.getEpochSecond());
      out.writeByte(grant.access().code());
      out.writeUTF(grant.principal());
      out.writeUTF(grant.bucket());
      out.writeUTF(grant.keyPrefix());
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to format session token: " + grant, e);
    }
    return bytes.toByteArray();
  }

  private static S3Session session(SigningKey key, String token, String payload) {
    byte[] bytes = Base64.getUrlDecoder().decode(payload);
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException("Genuine session token of an unknown version: " + version);
      }
      Instant expiresAt = Instant.ofEpochSecond(in.readLong());
      S3Access access = S3Access.ofCode(in.readByte());
      var grant = new S3Grant(in.readUTF(), in.readUTF(), in.readUTF(), access);
      return session(key, token, grant, expiresAt);
    } catch (IOException e) {
      throw new IllegalStateException("Genuine session token that cannot be read", e);
    }
  }
}
