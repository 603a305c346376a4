// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The S3 door: the bytes of every bucket, for engines that speak S3, and the credentials that open
 * it.
 *
 * <p>Buckets come from {@link org.varve.storage.ObjectStores}; nothing here knows what a table is.
 * Start reading at {@link org.varve.server.s3.S3Door}, then {@link
 * org.varve.server.s3.RequestAuthenticator} for who may enter and the classes that end in {@code
 * Routes} for what they can do there.
 */
@NullMarked
package org.varve.server.s3;

import org.jspecify.annotations.NullMarked;
