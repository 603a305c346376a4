// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.time.Instant;

/**
 * A data object as the catalog knows it, whole or not.
 *
 * @param good whether some replica is whole
 * @param beingWritten whether some replica is marked so
 * @param modified the latest time of its replicas
 */
public record IrodsObjectState(
    long id, LogicalPath path, boolean good, boolean beingWritten, Instant modified) {}
