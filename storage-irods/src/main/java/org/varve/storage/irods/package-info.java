// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Iceberg's {@code FileIO} over a zone: locations, streams and the translation of failures.
 *
 * <p>Nothing here speaks the iRODS protocol; that is {@link org.varve.storage.irods.client}. Start
 * reading at {@link org.varve.storage.irods.IrodsFileIO}.
 */
@NullMarked
package org.varve.storage.irods;

import org.jspecify.annotations.NullMarked;
