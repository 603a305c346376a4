// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.Arrays;

/** Permission levels, low to high. */
public enum AccessLevel {
  NULL(1000, "null"),
  READ_METADATA(1040, "read_metadata"),
  READ_OBJECT(1050, "read_object"),
  CREATE_METADATA(1070, "create_metadata"),
  MODIFY_METADATA(1080, "modify_metadata"),
  DELETE_METADATA(1090, "delete_metadata"),
  CREATE_OBJECT(1110, "create_object"),
  MODIFY_OBJECT(1120, "modify_object"),
  DELETE_OBJECT(1130, "delete_object"),
  OWN(1200, "own");

  private final int number;
  private final String word;

  AccessLevel(int number, String word) {
    this.number = number;
    this.word = word;
  }

  int number() {
    return number;
  }

  /** As iRODS calls it, for granting. */
  public String word() {
    return word;
  }

  /** That of a number of the catalog. */
  public static AccessLevel of(int number) {
    return Arrays.stream(values())
        .filter(level -> level.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Invalid access level: " + number));
  }

  static AccessLevel parse(String word) {
    return switch (word) {
      case "read" -> READ_OBJECT;
      case "write" -> MODIFY_OBJECT;
      default ->
          Arrays.stream(values())
              .filter(level -> level.word.equals(word.replace(' ', '_')))
              .findFirst()
              .orElseThrow(() -> new ZoneException(Codes.SYS_INVALID_INPUT));
    };
  }
}
