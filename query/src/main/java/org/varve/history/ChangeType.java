// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/** What a caller says that a change does. */
public enum ChangeType {
  ADD("add"),
  UPDATE("update"),
  DELETE("delete");

  private final String wireName;

  ChangeType(String wireName) {
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
  public static ChangeType parse(String wireName) {
    return WireNames.parse("change_type", values(), ChangeType::wireName, wireName);
  }
}
