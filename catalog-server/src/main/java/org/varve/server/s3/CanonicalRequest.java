// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The form of a request that is signed (Signature Version 4, "Create a canonical request"). */
final class CanonicalRequest {
  private static final Pattern SPACES = Pattern.compile(" +");

  private CanonicalRequest() {}

  static byte[] format(S3Request request, List<String> signedHeaders, String payloadHash) {
    String canonical =
        String.join(
            "\n",
            request.method(),
            path(request.rawPath()),
            request.query().canonicalWithout("X-Amz-Signature"),
            headers(request, signedHeaders),
            String.join(";", signedHeaders),
            payloadHash);
    // Header values are text of single bytes; all else is ASCII.
    return canonical.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String headers(S3Request request, List<String> names) {
    var headers = new StringBuilder(512);
    for (String name : names) {
      headers.append(name).append(':').append(values(request.headers().list(name))).append('\n');
    }
    return headers.toString();
  }

  /**
   * S3 signs the path encoded once and never normalized. Encoding it again forgives clients that
   * leave a character bare, or that encode a slash to get it past a library that joins two.
   */
  private static String path(String rawPath) {
    return UriEncoding.encodePath(UriEncoding.decodeBytes(rawPath));
  }

  private static String values(List<String> values) {
    return values.size() == 1
        ? value(values.get(0))
        : values.stream().map(CanonicalRequest::value).collect(Collectors.joining(","));
  }

  private static String value(String sent) {
    String trimmed = sent.trim();
    return trimmed.contains("  ") ? SPACES.matcher(trimmed).replaceAll(" ") : trimmed;
  }
}
