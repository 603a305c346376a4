// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a listing begins: after a name. Clients see an opaque text.
 *
 * @param after empty for the first page
 */
record PageToken(String after) {
  private static final String VERSION = "1:";

  static final PageToken FIRST = new PageToken("");

  /**
   * Reads a token; none, and an empty one, mean the first page.
   *
   * @throws IllegalArgumentException if this server gave out no such token
   */
  static PageToken parse(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return FIRST;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(VERSION)) {
        return new PageToken(text.substring(VERSION.length()));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Invalid page token: " + token, e);
    }
    throw new IllegalArgumentException("Invalid page token: " + token);
  }

  String format() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((VERSION + after).getBytes(StandardCharsets.UTF_8));
  }
}
