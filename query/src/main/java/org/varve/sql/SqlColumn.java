// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

/**
 * A column of a result.
 *
 * @param name as the statement names it; several columns may have the same
 * @param type as DuckDB writes it, such as {@code DECIMAL(10,2)}
 */
public record SqlColumn(String name, String type) {}
