// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The history of AVUs: record change sets, and read what was, what changed, and who changed it.
 *
 * <p>The truth is one append-only Iceberg table a project, {@code avu_changes}. This package owns
 * its schema, the rules of a change set, and every question that is asked of it. Who commits, and
 * in which order, is behind {@link org.varve.history.HistoryLedger}; which projects exist is behind
 * {@link org.varve.history.ProjectStore}. Start reading at {@link
 * org.varve.history.HistoryService}.
 */
@NullMarked
package org.varve.history;

import org.jspecify.annotations.NullMarked;
