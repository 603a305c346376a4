/**
 * The Iceberg catalog in PostgreSQL, and the order and durability of every project's history.
 *
 * <p>Here are the embedded PostgreSQL and the pool, the catalog on Iceberg's own classes, and the
 * ledger through which {@code org.varve.history} commits. Nothing here knows about HTTP. Start
 * reading at {@link org.varve.catalog.Database}.
 */
@NullMarked
package org.varve.catalog;

import org.jspecify.annotations.NullMarked;
