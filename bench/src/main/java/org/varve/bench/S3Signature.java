// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signed headers of a request without a query whose body is not signed (Signature Version 4).
 * They are good for a quarter of an hour, and leave out what a client varies, such as the range.
 */
final class S3Signature {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private S3Signature() {}

  /** Header lines, each with its end. */
  static String headers(String method, String path, String host, S3Keys keys, Instant time)
      throws GeneralSecurityException {
    String now = TIME.format(time);
    String scope = now.substring(0, 8) + "/us-east-1/s3/aws4_request";
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", host);
    headers.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    headers.put("x-amz-date", now);
    keys.sessionToken().ifPresent(token -> headers.put("x-amz-security-token", token));
    var lines = new StringBuilder();
    headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    String names = String.join(";", headers.keySet());
    String canonical =
        String.join("\n", method, path, "", lines.toString(), names, "UNSIGNED-PAYLOAD");
    String text = String.join("\n", "AWS4-HMAC-SHA256", now, scope, hexSha256(canonical));
    byte[] key = ("AWS4" + keys.secretAccessKey()).getBytes(UTF_8);
    for (String step : scope.split("/", -1)) {
      key = hmac(key, step);
    }
    return lines.toString().replace("\n", "\r\n")
        + "authorization: AWS4-HMAC-SHA256 Credential="
        + keys.accessKeyId()
        + "/"
        + scope
        + ", SignedHeaders="
        + names
        + ", Signature="
        + HexFormat.of().formatHex(hmac(key, text))
        + "\r\n";
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String hexSha256(String text) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    return HexFormat.of().formatHex(hash);
  }
}
