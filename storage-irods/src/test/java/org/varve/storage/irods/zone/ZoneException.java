// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

/** A request that the zone refuses with a code. */
final class ZoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  ZoneException(int code) {
    super("refused with " + code);
    this.code = code;
  }

  int code() {
    return code;
  }
}
