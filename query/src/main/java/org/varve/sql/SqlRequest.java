// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import org.apache.iceberg.catalog.Namespace;

/**
 * A statement that somebody else wrote.
 *
 * @param defaultNamespace where unqualified names of tables are looked up; empty for nowhere
 */
public record SqlRequest(String sql, Namespace defaultNamespace) {
  /** A statement whose names of tables are all qualified. */
  public static SqlRequest of(String sql) {
    return new SqlRequest(sql, Namespace.empty());
  }
}
