// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;

/**
 * A change set that happened elsewhere, as an import brings it.
 *
 * @param actor who made the changes then, kept as it is given
 * @param eventTime when they were made
 */
public record ImportedChangeSet(String actor, Instant eventTime, ChangeSet changeSet) {}
