// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.nio.charset.StandardCharsets;

/**
 * The order of a depth-first walk in which whole locations come in the order of their UTF-8 bytes:
 * a directory counts as its name with a slash.
 */
public final class ListingOrder {
  /** The key's characters are bytes, so that strings compare as bytes do. */
  public static String sortKey(String name, boolean directory) {
    byte[] bytes = (directory ? name + "/" : name).getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private ListingOrder() {}
}
