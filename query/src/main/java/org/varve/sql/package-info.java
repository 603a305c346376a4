// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * SQL on Iceberg tables: DuckDB in process over files that Iceberg planned.
 *
 * <p>Here are the local cache of immutable files, the binding of files to relations by field id,
 * time travel, and the sandbox for statements written by others. The AVU tables and their rules are
 * not here. Start reading at {@link org.varve.sql.SqlService} for statements of others, and at
 * {@link org.varve.sql.QuerySession} for our own.
 */
@NullMarked
package org.varve.sql;

import org.jspecify.annotations.NullMarked;
