// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/**
 * One attribute, value, unit triple of iRODS metadata. Immutable; equal when all three are.
 *
 * @param unit {@code ""} when the triple has none
 */
public record Avu(String attribute, String value, String unit) {}
