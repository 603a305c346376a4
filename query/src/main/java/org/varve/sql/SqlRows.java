// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole result of a statement in memory.
 *
 * @param rows values in the order of the columns: Boolean, Long, BigInteger, BigDecimal, or String
 *     for everything else, as JSON writes it; nested values are JSON texts, NULL is null
 */
public record SqlRows(List<SqlColumn> columns, List<List<@Nullable Object>> rows) {
  public SqlRows {
    columns = List.copyOf(columns);
    rows = Collections.unmodifiableList(rows);
  }
}
