/**
 * One server: what it is made of, how it starts and stops, and what every request goes through.
 *
 * <p>What is asked and answered is in the packages below, one for each door. Start reading at
 * {@link org.varve.server.CatalogServer}.
 */
@NullMarked
package org.varve.server;

import org.jspecify.annotations.NullMarked;
