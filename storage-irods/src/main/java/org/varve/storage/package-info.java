// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes: Iceberg's {@code FileIO} over a local directory and over iRODS, and the resolution of
 * bucket names to places.
 *
 * <p>Nothing here knows about HTTP, SQL or AVUs. Start reading at {@link
 * org.varve.storage.BucketFileIO}.
 */
@NullMarked
package org.varve.storage;

import org.jspecify.annotations.NullMarked;
