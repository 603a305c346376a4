// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.util.Map;
import org.varve.storage.irods.client.IrodsClientException.Kind;

/** What iRODS' codes mean here. */
final class IrodsErrors {
  /** The thousands of a code are the case; the rest, if any, is an errno. */
  private static final Map<Integer, Kind> KINDS =
      Map.ofEntries(
          Map.entry(-39_000, Kind.FORBIDDEN), // acting as another user
          Map.entry(-167_000, Kind.UNAVAILABLE), // no database connection left
          Map.entry(-310_000, Kind.NOT_FOUND), // stat, remove collection
          Map.entry(-358_000, Kind.NOT_FOUND), // open
          Map.entry(-405_000, Kind.LOCKED), // lost a race to create
          Map.entry(-406_000, Kind.LOCKED),
          Map.entry(-808_000, Kind.NOT_FOUND), // unlink, rename, empty query
          Map.entry(-809_000, Kind.EXISTS),
          Map.entry(-814_000, Kind.NOT_FOUND), // parent collection
          Map.entry(-817_000, Kind.NOT_FOUND), // target of an AVU
          Map.entry(-818_000, Kind.FORBIDDEN),
          Map.entry(-819_000, Kind.NOT_FOUND), // AVU
          Map.entry(-826_000, Kind.FORBIDDEN), // password
          Map.entry(-827_000, Kind.FORBIDDEN), // user
          Map.entry(-832_000, Kind.FORBIDDEN), // the user to act as
          Map.entry(-833_000, Kind.EXISTS), // a collection
          Map.entry(-834_000, Kind.EXISTS), // a data object
          Map.entry(-860_000, Kind.UNAVAILABLE), // statements exhausted
          Map.entry(-993_000, Kind.FORBIDDEN), // PAM password
          Map.entry(-1_803_000, Kind.LOCKED)); // no usable replica

  private static final int EEXIST = 17;
  private static final int ENOENT = 2;

  static Kind kindOf(int code) {
    Kind known = KINDS.get(code - code % 1000);
    if (known != null) {
      return known;
    }
    return switch (-code % 1000) {
      case EEXIST -> Kind.EXISTS;
      case ENOENT -> Kind.NOT_FOUND;
      default -> Kind.OTHER;
    };
  }

  /**
   * In words, with a space before them, what a person who types credentials can mend; else empty.
   */
  static String hint(int code) {
    return switch (code - code % 1000) {
      case -826_000, -993_000 -> " (wrong password)";
      case -827_000 -> " (no such user)";
      default -> "";
    };
  }

  private IrodsErrors() {}
}
