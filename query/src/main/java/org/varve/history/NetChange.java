// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/**
 * What two times differ in: a triple that only the later one has ({@link Operation#ADD}) or only
 * the earlier one ({@link Operation#REMOVE}).
 */
public record NetChange(String irodsPath, TargetType targetType, Operation operation, Avu avu) {}
