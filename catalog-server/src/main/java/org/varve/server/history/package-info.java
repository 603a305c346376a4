/**
 * The history door: projects, change sets, imports, and every question about what was.
 *
 * <p>Routes parse, call {@link org.varve.history.HistoryService}, and render with {@code
 * org.varve.client.wire}. No rule of the history is here.
 */
@NullMarked
package org.varve.server.history;

import org.jspecify.annotations.NullMarked;
