// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A triple that is there at the time asked for, and the change that put it there. */
public record LiveAvu(
    String irodsPath,
    TargetType targetType,
    Avu avu,
    String actor,
    @Nullable String onBehalfOf,
    @Nullable String source,
    @Nullable String note,
    Instant recordedAt,
    Instant effectiveAt,
    String changeId,
    String changeSetId,
    long snapshotId) {}
