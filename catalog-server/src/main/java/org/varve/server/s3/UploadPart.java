// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import org.varve.storage.StoredObject;

/**
 * A part as it is stored. There may be several of one number: a client may send one again.
 *
 * @param object its key is hidden from clients
 */
record UploadPart(int number, StoredObject object) {}
