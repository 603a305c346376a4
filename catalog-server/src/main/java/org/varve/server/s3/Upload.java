// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Instant;

/** A multipart upload that has begun. */
record Upload(String id, String key, Instant initiatedAt) {}
