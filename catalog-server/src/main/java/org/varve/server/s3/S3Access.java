// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

/** What a grant lets its holder do with the objects it covers. */
public enum S3Access {
  /** Read and list. */
  READ,
  /** Read, list, create and delete. */
  READ_WRITE
}
