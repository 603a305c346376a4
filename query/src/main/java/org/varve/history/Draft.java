// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change set on its way into the history, already checked.
 *
 * @param at what its fields are called in messages: a prefix, empty for a call of its own
 * @param eventTime when it happened elsewhere, if it is imported
 */
record Draft(String at, String actor, ChangeSet changeSet, @Nullable Instant eventTime) {}
