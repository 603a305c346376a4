// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import org.jspecify.annotations.Nullable;

/**
 * One change that a caller asks to record.
 *
 * @param irodsPath logical path of the target, absolute and normalized
 * @param avu the triple that is added or deleted, or the one that an update ends with
 * @param oldAvu on an update the triple that it replaces; null on an add or a delete
 * @param viaTicket the iRODS ticket through which the change was made
 * @param ruleInvocation the iRODS rule that made the change
 */
public record Change(
    String irodsPath,
    TargetType targetType,
    ChangeType changeType,
    Avu avu,
    @Nullable Avu oldAvu,
    @Nullable String viaTicket,
    @Nullable String ruleInvocation) {}
