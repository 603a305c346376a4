// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/** The effect of one row of {@code avu_changes} on the set of triples of its target. */
public enum Operation {
  ADD("add"),
  REMOVE("remove");

  private final String wireName;

  Operation(String wireName) {
    this.wireName = wireName;
  }

  /** The name in rows and JSON. */
  public String wireName() {
    return wireName;
  }

  /**
   * The operation of that wire name.
   *
   * @throws org.varve.sql.QueryException of kind INVALID if there is none
   */
  public static Operation parse(String wireName) {
    return WireNames.parse("operation", values(), Operation::wireName, wireName);
  }
}
