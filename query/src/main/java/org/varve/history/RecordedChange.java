// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the history. An update is one entry here and two rows in {@code avu_changes}.
 *
 * @param operation {@link Operation#ADD} for an add and for an update, {@link Operation#REMOVE} for
 *     a delete
 * @param oldAvu on an update the triple that it replaced
 * @param ordinal order inside the change set
 */
public record RecordedChange(
    String changeId,
    String changeSetId,
    int ordinal,
    String irodsPath,
    TargetType targetType,
    ChangeType changeType,
    Operation operation,
    Avu avu,
    @Nullable Avu oldAvu,
    String actor,
    @Nullable String onBehalfOf,
    @Nullable String requestId,
    @Nullable String source,
    @Nullable String viaTicket,
    @Nullable String ruleInvocation,
    @Nullable String note,
    Instant recordedAt,
    Instant effectiveAt,
    long snapshotId) {}
