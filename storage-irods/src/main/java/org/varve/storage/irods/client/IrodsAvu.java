// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/**
 * A triple on a collection or a data object.
 *
 * @param unit empty if there is none
 */
public record IrodsAvu(
    LogicalPath path, boolean onCollection, String attribute, String value, String unit) {}
