// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An absolute iRODS path that means one place and survives every request.
 *
 * <p>Refused: relative, empty or too long segments, which the server does not normalize; control
 * characters and lone surrogates, which XML cannot carry; and a quote together with {@code ||} or
 * {@code &&}, which GenQuery1 takes for the end of the value.
 */
public record LogicalPath(String text) {
  private static final int MAX_BYTES = 1087;
  private static final int MAX_NAME_BYTES = 255;

  public LogicalPath {
    refuseIf(!text.startsWith("/"), "not absolute", text);
    refuseIf(text.chars().anyMatch(Character::isISOControl), "holds a control character", text);
    refuseIf(hasLoneSurrogate(text), "holds half a character", text);
    refuseIf(
        text.indexOf('\'') >= 0 && (text.contains("||") || text.contains("&&")),
        "holds a quote together with || or &&",
        text);
    refuseIf(text.getBytes(UTF_8).length > MAX_BYTES, "longer than 1087 bytes", text);
    if (text.length() > 1) {
      for (String segment : text.substring(1).split("/", -1)) {
        refuseIf(segment.isEmpty(), "holds an empty segment", text);
        refuseIf(segment.equals(".") || segment.equals(".."), "holds a relative segment", text);
        refuseIf(
            segment.getBytes(UTF_8).length > MAX_NAME_BYTES,
            "holds a name longer than 255 bytes",
            text);
      }
    }
  }

  /** The collection it lies in. The root lies in itself. */
  public LogicalPath parent() {
    int slash = text.lastIndexOf('/');
    return new LogicalPath(slash == 0 ? "/" : text.substring(0, slash));
  }

  /** The last segment. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** Something in this collection. */
  public LogicalPath child(String name) {
    return new LogicalPath(text.equals("/") ? "/" + name : text + "/" + name);
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  private static void refuseIf(boolean bad, String why, String text) {
    if (bad) {
      throw new IllegalArgumentException("Invalid logical path: %s: %s".formatted(why, text));
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
