/**
 * The SQL door: one statement in, one document out.
 *
 * <p>What may be asked, and what it means, is in {@link org.varve.sql.SqlService}.
 */
@NullMarked
package org.varve.server.sql;

import org.jspecify.annotations.NullMarked;
