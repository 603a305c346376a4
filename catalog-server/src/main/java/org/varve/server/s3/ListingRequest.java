// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a client asks of a listing, in either version.
 *
 * @param after the listing begins behind it
 * @param urlEncoded whether keys in the answer are percent-encoded
 */
record ListingRequest(
    String prefix, String delimiter, String after, int maxKeys, boolean urlEncoded) {
  private static final int MAX_KEYS = 1000;

  static ListingRequest parseV1(S3Exchange exchange) {
    return parse(exchange, exchange.parameter("marker"));
  }

  static ListingRequest parseV2(S3Exchange exchange) {
    Optional<String> token = exchange.request().query().find("continuation-token");
    return parse(
        exchange, token.isPresent() ? parseToken(token.get()) : exchange.parameter("start-after"));
  }

  static String formatToken(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  /** How keys are spelled in the answer. */
  UnaryOperator<String> spelling() {
    return urlEncoded ? UriEncoding::encodePath : UnaryOperator.identity();
  }

  /** The common prefix that stands for a key, if it has one. */
  Optional<String> findCommonPrefix(String key) {
    if (delimiter.isEmpty() || !key.startsWith(prefix)) {
      return Optional.empty();
    }
    int at = key.indexOf(delimiter, prefix.length());
    return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
  }

  private static ListingRequest parse(S3Exchange exchange, String after) {
    String encoding = exchange.parameter("encoding-type");
    if (!encoding.isEmpty() && !encoding.equals("url")) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT, "Invalid Encoding Method specified in Request");
    }
    return new ListingRequest(
        exchange.parameter("prefix"),
        exchange.parameter("delimiter"),
        after,
        Math.min(MAX_KEYS, exchange.intParameter("max-keys", MAX_KEYS)),
        encoding.equals("url"));
  }

  private static String parseToken(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT, "The continuation token provided is incorrect", e);
    }
  }
}
