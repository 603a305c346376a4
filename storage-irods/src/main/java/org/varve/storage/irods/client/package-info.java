// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * iRODS, with its traps closed: a bounded and fair pool of connections, reads that are whole or
 * fail, and return codes that are always checked. This is the only package that imports irods4j.
 *
 * <p>It uses the library's low-level requests alone; its own streams and pool lose errors. Nothing
 * here knows about Iceberg. Start reading at {@link org.varve.storage.irods.client.IrodsClient}.
 */
@NullMarked
package org.varve.storage.irods.client;

import org.jspecify.annotations.NullMarked;
