// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;

/**
 * A snapshot of {@code avu_changes} that recorded change sets.
 *
 * @param recordedAt the time of the last change set in it
 * @param live whether engines can still travel to it
 */
public record HistorySnapshot(
    long snapshotId, Instant recordedAt, int changeSets, int changes, boolean live) {}
