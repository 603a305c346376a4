// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.varve.server.rest.TableBodies.BodyKey;

/** ETags of LoadTable answers: they say what an answer holds without anybody reading it. */
final class Etags {
  private Etags() {}

  /**
   * The ETag of an answer. The same for the plain and the compressed body, and therefore weak, as
   * HTTP wants it.
   */
  static String of(BodyKey key) {
    String text =
        String.join(
            "\n",
            key.identifier().toString(),
            key.metadataLocation(),
            key.mode().name(),
            key.access().name(),
            key.delegation().name(),
            Long.toString(key.epoch()));
    byte[] hash = Hashes.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return "W/\""
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 18))
        + "\"";
  }

  /** Whether an {@code If-None-Match} header names the ETag. */
  static boolean matches(String ifNoneMatch, String etag) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::trim)
        .anyMatch(given -> given.equals("*") || opaque(given).equals(opaque(etag)));
  }

  private static String opaque(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }
}
