// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import org.apache.iceberg.Table;

/**
 * A state of a project's history that never changes again: {@code changes} holds every change set
 * stamped at or before {@code asOf}, and perhaps later ones, which a reader leaves out by {@code
 * recorded_at}.
 *
 * @param changes the {@code avu_changes} table at one pointer; do not refresh it
 */
public record ReadPoint(Table changes, Instant asOf) {}
