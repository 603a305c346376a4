// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/** What kind of iRODS entity carries an AVU. */
public enum TargetType {
  DATA_OBJECT("data_object"),
  COLLECTION("collection"),
  RESOURCE("resource"),
  USER("user");

  private final String wireName;

  TargetType(String wireName) {
    this.wireName = wireName;
  }

  /** The name in rows, JSON and the command line. */
  public String wireName() {
    return wireName;
  }

  /**
   * The type of that wire name.
   *
   * @throws org.varve.sql.QueryException of kind INVALID if there is none
   */
  public static TargetType parse(String wireName) {
    return WireNames.parse("target_type", values(), TargetType::wireName, wireName);
  }
}
