// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/** What somebody may do with a collection or a data object, low to high. */
public enum IrodsAccess {
  NONE(1000, "null"),
  READ(1050, "read"),
  WRITE(1120, "write"),
  OWN(1200, "own");

  private final int number;
  private final String word;

  IrodsAccess(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The catalog's number. */
  int number() {
    return number;
  }

  /** In iRODS' words, for granting. */
  String word() {
    return word;
  }

  /** The highest of these that the catalog's number reaches; iRODS knows more levels between. */
  static IrodsAccess atMost(int number) {
    IrodsAccess highest = NONE;
    for (IrodsAccess access : values()) {
      if (access.number <= number) {
        highest = access;
      }
    }
    return highest;
  }
}
